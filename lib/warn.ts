/** A process warning of this package; docs/errors.md explains each code. */
export function warn(message: string, { code, detail }: { readonly code: `ZEGO_${string}`; readonly detail?: string | undefined }): void {
  process.emitWarning(message, { type: 'ZegoCallbacksWarning', code, ...(detail !== undefined && { detail }) });
}
