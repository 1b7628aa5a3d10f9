/** What survives a reload: the tab and the filters, in the part of the address behind the "#". */
export interface Place {
  readonly tab: string;
  readonly params: URLSearchParams;
}

export function readPlace(): Place {
  const [tab = '', query = ''] = location.hash.slice(1).split('?', 2);
  return { tab, params: new URLSearchParams(query) };
}

export function writePlace(change: { readonly tab?: string; readonly params?: URLSearchParams }): void {
  const now = readPlace();
  const tab = change.tab ?? now.tab;
  const query = String(change.params ?? now.params);
  history.replaceState(null, '', `#${tab}${query === '' ? '' : `?${query}`}`);
}
