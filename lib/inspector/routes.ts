import type { Request, Response } from 'express';
import type { Inspection } from '../inspection.js';
import { assertFromPage } from './access.js';
import { answer, answerJson, Refused } from './answer.js';
import type { Asset, Assets } from './assets.js';
import type { Ledger } from './ledger.js';
import type { Live } from './live.js';
import { resendOrder, sendOrder } from './orders.js';
import type { SendResult } from './page/wire.js';
import { hereOf, type Here } from './post-here.js';
import { readOrder } from './read-order.js';
import type { Sender } from './sender.js';
import { shownCatalogue, shownEvent } from './shown-event.js';

export type Serve = (req: Request, res: Response) => void | Promise<void>;

export interface Parts {
  readonly settings: Inspection['settings'];
  readonly ledger: Pick<Ledger, 'detail'>;
  readonly live: Live;
  readonly sender: Sender;
  readonly assets: Assets;
  readonly token: string;
}

/** Who serves a path below the mount point; `undefined` for what is not the inspector's. */
export function routes({ settings, ledger, live, sender, assets, token }: Parts): (method: string, path: string) => Serve | undefined {
  const page: Serve = (req, res) => {
    const [pathname = ''] = req.originalUrl.split('?');
    if (pathname.endsWith('/')) {
      answer(res, 200, 'text/html; charset=utf-8', assets.page(token));
      return;
    }
    // Relative, for proxies that mount it elsewhere; behind a dot, so that it can name no other host.
    res.setHeader('Location', `./${pathname.slice(pathname.lastIndexOf('/') + 1)}/`);
    answer(res, 302, 'text/plain; charset=utf-8', '');
  };
  const asset = ({ contentType, content }: Asset): Serve => (_req, res) => { answer(res, 200, contentType, content); };
  const delivery = (id: number): Serve => async (_req, res) => {
    const detail = await ledger.detail(id);
    if (detail === undefined) throw new Refused(404, `Delivery ${id} is not kept, or has not come yet.`);
    answerJson(res, 200, detail);
  };
  const event = (name: string): Serve => (_req, res) => {
    const shown = shownEvent(name, settings);
    if (shown === undefined) throw new Refused(404, `There is no event named "${name}".`);
    answerJson(res, 200, shown);
  };
  const order = <Order>(read: (given: unknown) => Order, run: (order: Order, here: Here, gone: AbortSignal) => Promise<SendResult>): Serve => async (req, res) => {
    assertFromPage(req, token);
    const given = read(await readOrder(req, res));
    const gone = new AbortController();
    res.once('close', () => { gone.abort(); });
    if (req.socket.destroyed) return;
    try {
      answerJson(res, 200, await run(given, hereOf(req), gone.signal));
    } catch (error) {
      // Nobody is there to be told.
      if (!gone.signal.aborted) throw error;
    }
  };

  const gets: ReadonlyMap<string, Serve> = new Map<string, Serve>([
    ['/', page],
    ['/live', (req, res) => { live.open(req, res); }],
    ['/catalogue', (_req, res) => { answerJson(res, 200, shownCatalogue(settings)); }],
  ]);
  const posts: ReadonlyMap<string, Serve> = new Map([
    ['/send', order(sendOrder, (given, here, gone) => sender.send(given, here, gone))],
    ['/resend', order(resendOrder, (given, here, gone) => sender.resend(given, here, gone))],
  ]);

  return (method, path) => {
    if (method === 'POST') return posts.get(path);
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const fixed = gets.get(path);
    if (fixed !== undefined) return fixed;
    const [, id] = /^\/deliveries\/(\d{1,15})$/.exec(path) ?? [];
    if (id !== undefined) return delivery(Number(id));
    const [, name] = /^\/catalogue\/(\w{1,100})$/.exec(path) ?? [];
    if (name !== undefined) return event(name);
    const found = assets.get(path.slice(1));
    return found && asset(found);
  };
}
