import type { Locator, Page } from 'playwright-core';
import type { PageElement, PageTable } from './element.js';
import { eventually } from './eventually.js';

/** A row of a table, by the names of its columns. */
export type Row = Readonly<Record<string, string>>;

/** Runs in the page. */
function readTable(table: PageTable): Row[] {
  const text = (cell: PageElement): string => {
    const copy = cell.cloneNode(true);
    for (const sign of copy.querySelectorAll('[aria-hidden="true"]')) sign.remove();
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const [head, ...rows] = table.rows;
  const names = head === undefined ? [] : Array.from(head.cells, (cell) => cell.textContent.trim());
  const isShown = (row: PageElement): boolean => row.getClientRects().length > 0;
  return rows.filter(isShown).map((row) => Object.fromEntries(Array.from(row.cells, (cell, at) => [names[at] ?? '', text(cell)])));
}

/** The page as people find their way in it: by role and name. */
export class InspectorPage {
  readonly connection: Locator;
  readonly table: Locator;
  readonly filter: Locator;
  readonly eventFilter: Locator;
  readonly dialog: Locator;
  readonly sendButton: Locator;

  constructor(readonly page: Page) {
    this.connection = page.getByRole('status', { name: 'Connection' });
    this.table = page.getByRole('table', { name: 'Deliveries, the newest on top' });
    this.filter = page.getByRole('searchbox', { name: 'Filter' });
    this.eventFilter = page.getByRole('combobox', { name: 'Event' });
    this.dialog = page.getByRole('dialog');
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
  }

  /** Waits until the connection says so. */
  async isConnected(state: 'live' | 'reconnecting'): Promise<void> {
    await eventually(async () => expect(await this.connection.innerText()).toMatch(new RegExp(`^${state}`)));
  }

  rows(): Promise<Row[]> {
    return this.table.evaluate(readTable);
  }

  async column(name: string): Promise<(string | undefined)[]> {
    return (await this.rows()).map((row) => row[name]);
  }

  /** Waits until a column of the list holds this. */
  async shows(name: string, expected: readonly string[]): Promise<void> {
    await eventually(async () => expect(await this.column(name)).toEqual(expected));
  }

  async openTab(name: 'Deliveries' | 'Send' | 'Rooms'): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  /** Opens a delivery of the list. */
  async open(id: number): Promise<Locator> {
    await this.table.getByRole('button', { name: `#${id}`, exact: true }).click();
    const dialog = this.page.getByRole('dialog', { name: new RegExp(`^Delivery ${id}:`) });
    await dialog.getByRole('heading', { name: 'Steps' }).waitFor();
    return dialog;
  }

  /** Chooses what is to be sent. */
  async chooseEvent(name: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Find an event' }).fill(name);
    await this.page.getByRole('listbox', { name: 'Event to send' }).selectOption(name);
    await this.page.getByRole('heading', { name: new RegExp(`^${name} `) }).waitFor();
  }

  /** The control of a field of the payload. */
  field(name: string, role: 'textbox' | 'combobox' = 'textbox'): Locator {
    return this.page.getByRole(role, { name: new RegExp(`^${name}( \\(required\\))?$`) });
  }

  /** How it is sent. */
  option(name: 'Path' | 'Body form' | 'Repeats' | 'Each one' | 'Delay' | 'Fault'): Locator {
    return this.page.getByLabel(name, { exact: true });
  }

  /** What the server has answered to what was sent. */
  async replies(): Promise<Row[]> {
    const table = this.page.getByRole('table', { name: 'Replies' });
    await table.waitFor();
    return table.evaluate(readTable);
  }
}
