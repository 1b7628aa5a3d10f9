interface Keys {
  /** "/" */
  readonly search: () => void;
  /** Whether there was something to close. */
  readonly close: () => boolean;
}

/** The keys that hold everywhere on the page. */
export function listenToKeys({ search, close }: Keys): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !isField(event.target)) {
      event.preventDefault();
      search();
    }
    if (event.key === 'Escape' && close()) event.preventDefault();
  });
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
