import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Listening, ServerSettings, Usage } from './protocol.js';
import { makeReceiver } from './receivers.js';

/** One receiver behind a port, which tells what it has used of the processor. */
async function serve(settings: ServerSettings): Promise<void> {
  const receiver = await makeReceiver(settings);
  const server = createServer(receiver.listener).listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port } satisfies Listening);
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicroseconds: user + system, handled: receiver.handled() } satisfies Usage);
  });
}

// Without the one that started it, nobody would ever end it.
process.once('disconnect', () => process.exit(1));

void serve(JSON.parse(process.argv[2] ?? '') as ServerSettings);
