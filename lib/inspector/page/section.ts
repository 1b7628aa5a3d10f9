import { h, newId, type Child } from './dom.js';

interface Heading {
  readonly title: string;
  /** Beside the title, smaller. */
  readonly remark?: string | undefined;
  readonly className?: string | undefined;
  /** Controls at the other end of the line. */
  readonly controls?: HTMLElement | undefined;
}

/** A part with a heading, which is also its name for screen readers. */
export function section({ title, remark = '', className, controls }: Heading, ...children: readonly Child[]): HTMLElement {
  const id = newId();
  return h('section', { class: className, 'aria-labelledby': id }, h('div', { class: 'heading' }, h('h3', { id }, title, remark !== '' && h('small', {}, ` ${remark}`)), controls), children);
}
