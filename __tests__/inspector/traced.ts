import type { ZegoCallbacks, ZegoCallbacksOptions } from '../../lib/index.js';
import { zegoCallbacks } from '../../lib/index.js';
import type { EventInput } from '../../lib/catalogue/custom.js';
import { inspectionOf } from '../../lib/inspection.js';
import { Ledger, type LedgerOptions } from '../../lib/inspector/ledger.js';
import type { DeliveryDetail } from '../../lib/inspector/page/wire.js';
import { SECRET } from '../kit/callbacks.js';

export interface Traced {
  readonly zego: ZegoCallbacks<readonly EventInput[]>;
  readonly ledger: Ledger;
  /** Receives a body and tells what the ledger has of it. */
  readonly detail: (body: Uint8Array | string | object, contentType?: string) => Promise<DeliveryDetail>;
}

type Options = Partial<Omit<ZegoCallbacksOptions, 'events'>> & { readonly events?: readonly EventInput[] };

/** A real middleware with a ledger on it, as the inspector has it. */
export function traced(options: Options = {}, { keep = 500, redact = [] }: Partial<Pick<LedgerOptions, 'keep' | 'redact'>> = {}): Traced {
  const zego = zegoCallbacks({ secret: SECRET, ...options }).onError(() => undefined).onUnknown(() => undefined);
  const inspection = inspectionOf(zego)!;
  const ledger = new Ledger({ settings: inspection.settings, keep, redact, boot: 'boot' });
  inspection.trace(ledger);
  return {
    zego,
    ledger,
    detail: async (body, contentType) => {
      await zego.receive({ body, contentType });
      return last(ledger);
    },
  };
}

/** The latest delivery. */
export async function last(ledger: Ledger): Promise<DeliveryDetail> {
  const detail = await ledger.detail(ledger.since(0).at(-1)!.id);
  return detail!;
}
