import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The way between a browser and a server, which can be cut while the server goes on. */
export interface Line {
  readonly port: number;
  /** Breaks what is open. Nothing comes through until it is mended. */
  cut(): void;
  mend(): void;
  close(): void;
}

export async function startLine(target: number): Promise<Line> {
  const open = new Set<Socket>();
  let isCut = false;
  const end = createServer((client) => {
    if (isCut) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(target, '127.0.0.1');
    for (const [one, other] of [[client, server], [server, client]] as const) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => end.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (end.address() as AddressInfo).port,
    cut() {
      isCut = true;
      breakAll();
    },
    mend: () => void (isCut = false),
    close() {
      end.close();
      breakAll();
    },
  };
}
