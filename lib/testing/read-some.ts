import type { IncomingMessage } from 'node:http';

/** More than any answer of the callbacks; a URL may lead to a download. */
const MOST_BYTES = 64 * 1024;

/** The beginning of an answer, as text. */
export async function readSome(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop ends the connection.
    if (length > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}
