import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Asset {
  readonly contentType: string;
  readonly content: Buffer;
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };
const NAME = /^[a-z][a-z0-9-]*\.(css|js)$/;
const TOKEN = '{{token}}';
/** Without one, browsers ask the application for /favicon.ico. An arrow into a tray: something has come in. */
const ICON: Asset = {
  contentType: 'image/svg+xml',
  content: Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0055ff"/>' +
      '<path d="M16 6v12m-5-5 5 5 5-5M7 19v6h18v-6" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>',
  ),
};

/** The page's files. They are read once, when the first is asked for, so nothing but a name from that list is ever looked up. */
export class Assets {
  readonly #folder: string;
  #files: ReadonlyMap<string, Asset> | undefined;
  #page: string | undefined;

  constructor(folder = path.join(__dirname, 'page')) {
    this.#folder = folder;
  }

  /** `undefined` when the page has no such file. */
  get(name: string): Asset | undefined {
    if (name === 'icon.svg') return ICON;
    return NAME.test(name) ? (this.#files ??= this.#read()).get(name) : undefined;
  }

  /** The page itself. The token may stand in it as it is: it has no characters that mean something in HTML. */
  page(token: string): string {
    this.#page ??= readFileSync(path.join(this.#folder, 'index.html'), 'utf8');
    return this.#page.replace(TOKEN, () => token);
  }

  #read(): ReadonlyMap<string, Asset> {
    const files = new Map<string, Asset>();
    for (const name of readdirSync(this.#folder)) {
      const kind = NAME.exec(name)?.[1];
      if (kind === 'css' || kind === 'js') files.set(name, { contentType: TYPES[kind], content: readFileSync(path.join(this.#folder, name)) });
    }
    return files;
  }
}
