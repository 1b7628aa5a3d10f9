/** What Express adds to a request; enough of it to tell where a middleware was mounted. */
export interface RoutedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly route?: unknown;
  /** The router's own `next`; a route hands its handlers another one. */
  readonly next?: unknown;
}

interface Route {
  readonly path?: unknown;
  readonly stack?: readonly { readonly handle?: unknown }[];
}

/**
 * Whether a request is meant for the callbacks: a POST whose path below the mount point is `path`, or one that a
 * route has chosen already (`app.post('/zego', zego)`).
 *
 * `req.route` alone does not tell: Express leaves it set after `app.all('*', …)` has called next(), and then
 * every POST below the mount point would be swallowed. So the route must hold this handler, or name this very path while a
 * route's `next` is what came (a handler wrapped in another function).
 */
export function isAddressed(req: RoutedRequest, path: string, handler: unknown, next?: unknown): boolean {
  if (req.method !== 'POST') return false;
  const url = req.url ?? '/';
  const query = url.indexOf('?');
  const pathname = query < 0 ? url : url.slice(0, query);
  if (pathname === path || pathname === `${path}/`) return true;
  const route = req.route as Route | undefined;
  if (route === undefined) return false;
  return (route.path === pathname && next !== req.next) || route.stack?.some(({ handle }) => handle === handler) === true;
}
