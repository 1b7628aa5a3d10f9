export type Child = Node | string | number | undefined | false | readonly Child[];
type Listener = (event: Event) => void;

/** `style` is missing on purpose: the content security policy forbids it as an attribute. */
interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | Listener;
  readonly style?: never;
}

/**
 * An element with attributes, listeners (`onclick: …`) and children. Texts become text nodes, whatever stands in them.
 *
 * @example
 * h('button', { type: 'button', onclick: close }, 'Close');
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[Tag] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function filled<Made extends Element>(element: Made, attributes: Attributes, children: readonly Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (isList(child)) append(parent, child);
    else if (child !== undefined && child !== false) parent.append(typeof child === 'number' ? String(child) : child);
  }
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}

/** Something that index.html has. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element "${id}".`);
  return element;
}

/** Sets a text only where it differs, so that nothing is painted or announced anew. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

let ids = 0;
/** For labels and descriptions. */
export function newId(): string {
  ids += 1;
  return `i${ids}`;
}
