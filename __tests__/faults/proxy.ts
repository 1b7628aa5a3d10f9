import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Target {
  readonly name: string;
  readonly port: number;
}

export interface Proxy {
  readonly port: number;
  /** To which process the connection from this port of a client went last. */
  routeOf(clientPort: number): string | undefined;
  /** Cuts the open connections from these ports of a client. */
  cut(isChosen: (clientPort: number) => boolean): void;
  close(): void;
}

/** One port for all processes, as a load balancer offers it. It knows nothing of HTTP and repeats nothing. */
export async function startProxy(targets: () => readonly Target[]): Promise<Proxy> {
  const open = new Set<Socket>();
  const routes = new Map<number, string>();
  let turn = 0;

  function pair(client: Socket, candidates: readonly Target[]): void {
    const [target, ...others] = candidates;
    if (target === undefined || client.destroyed) {
      client.destroy();
      return;
    }
    const server = connect(target.port, '127.0.0.1');
    // Nobody is there any more, or not yet; nothing has been sent, so another one can have it.
    const refused = (): void => pair(client, others);
    server.once('error', refused);
    server.once('connect', () => {
      server.off('error', refused);
      server.on('error', () => undefined);
      server.on('close', () => client.end());
      client.on('close', () => server.destroy());
      if (client.remotePort !== undefined) routes.set(client.remotePort, target.name);
      client.pipe(server).pipe(client);
    });
  }

  const balancer = createServer((client) => {
    open.add(client);
    client.on('error', () => undefined);
    client.on('close', () => open.delete(client));
    const all = targets();
    turn += 1;
    pair(client, all.map((_, index) => all[(index + turn) % all.length]).filter((target) => target !== undefined));
  });
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));

  return {
    port: (balancer.address() as AddressInfo).port,
    routeOf: (clientPort) => routes.get(clientPort),
    cut(isChosen) {
      for (const client of open) {
        if (client.remotePort !== undefined && isChosen(client.remotePort)) client.destroy();
      }
    },
    close() {
      balancer.close();
      for (const client of open) client.destroy();
    },
  };
}
