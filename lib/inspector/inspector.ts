import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { ZegoCallbacks } from '../index.js';
import { inspectionOf } from '../inspection.js';
import { admit, assertOwnSite, isProduction } from './access.js';
import { answerJson, Refused } from './answer.js';
import { Assets } from './assets.js';
import { Ledger } from './ledger.js';
import { Live } from './live.js';
import { resolveOptions, shown, type InspectorOptions } from './options.js';
import { routes, type Serve } from './routes.js';
import { Sender } from './sender.js';

/** What `zegoCallbacks()` returned, whatever events of one's own it has. */
type InspectedCallbacks = RequestHandler & Pick<ZegoCallbacks, 'receive' | 'idle'>;

/**
 * A page that shows what arrives, live, and sends callbacks on trial. It answers this machine alone, and not in
 * production, unless `authorize` says otherwise.
 *
 * @throws TypeError when an option is unknown or senseless, or the middleware is none that `zegoCallbacks()` made
 * @see docs/inspector.md
 * @example
 * app.use('/zego-inspector', inspector(zego, { redact: ['user_nickname'] }));
 */
export function inspector(zego: InspectedCallbacks, options: InspectorOptions = {}): RequestHandler {
  const inspection = inspectionOf(zego);
  if (inspection === undefined) throw new TypeError(`inspector() needs the middleware that zegoCallbacks() returned; it got ${typeof zego === 'function' ? 'another function' : shown(zego)}.`);
  const own = resolveOptions(options);
  const isHidden = (): boolean => own.authorize === undefined && isProduction();
  // What nobody may see is not recorded either.
  if (isHidden()) return function zegoInspector(_req, _res, next) { next(); };

  const { settings } = inspection;
  const ledger = new Ledger({ settings, keep: own.keep, redact: own.redact, boot: randomBytes(9).toString('base64url') });
  inspection.trace(ledger);
  const parts = { settings, ledger, live: new Live(ledger, { ...own, clock: settings.clock }), sender: new Sender(settings, ledger, own.redact), assets: new Assets(), token: randomBytes(24).toString('base64url') };
  const routeOf = routes(parts);

  async function serve(route: Serve, req: Request, res: Response, isPage: boolean): Promise<void> {
    try {
      await admit(req, own);
      assertOwnSite(req, isPage);
      await route(req, res);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answerJson(res, error.status, { error: error.message });
    }
  }

  return function zegoInspector(req: Request, res: Response, next: NextFunction): void {
    const [path = ''] = req.url.split('?');
    const route = isHidden() ? undefined : routeOf(req.method, path);
    if (route === undefined) next();
    else serve(route, req, res, path === '/').catch((error: unknown) => { next(asError(error)); });
  };
}

/** To Express, nothing, "route" and "router" are no errors. */
function asError(thrown: unknown): object {
  return typeof thrown === 'object' && thrown !== null ? thrown : new Error('The inspector failed: something that is no Error was thrown.', { cause: thrown });
}
