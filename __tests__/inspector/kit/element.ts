/**
 * As much of an element as code that runs in the page looks at here. With the types of the DOM themselves the package's
 * own code would know them too.
 */
export interface PageElement {
  readonly textContent: string;
  cloneNode(deep: true): PageElement;
  querySelectorAll(selectors: string): Iterable<PageElement>;
  remove(): void;
  getClientRects(): ArrayLike<unknown>;
  scrollIntoView(): void;
}

export interface PageTable extends PageElement {
  readonly rows: Iterable<PageElement & { readonly cells: Iterable<PageElement> }>;
}
