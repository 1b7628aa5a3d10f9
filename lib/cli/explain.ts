import type { DeliveryOutcome, ZegoErrorCode } from '../index.js';
import type { Answer } from './answer.js';
import { explainFailure } from './explain-failure.js';
import type { Reply } from './post.js';

/** What each refusal or failure means to the one who sent the callback, and what to do. */
export const codeMeanings: Readonly<Record<ZegoErrorCode, string>> = {
  malformed_body: 'The receiver cannot decode the body, or something in front of it has read the body wrongly: mount the callbacks before other parsers, or give those "verify: keepRawBody".',
  missing_signature: 'The body carries no signature, timestamp or nonce. "zego-callbacks sign --body" adds them.',
  bad_signature: 'The receiver has another CallbackSecret than the one that signed this. Look for the ServerSecret or AppSign in its place, another project, or white space from an environment file.',
  unknown_app: 'The receiver knows no secret for this app id. Send another one with --app-id, or add the app to the receiver.',
  stale: 'The clocks of this machine and of the receiver differ, or the callback is old. Synchronise them; a kept callback must be signed again to be sent.',
  replayed: 'The receiver has had this signature with another event. Sign each callback afresh, and let --nonce out.',
  body_too_large: 'The body is larger than the receiver\'s option "limit" allows.',
  unsupported_encoding: 'The receiver does not know the Content-Encoding. Send gzip, deflate, br or none.',
  invalid_payload: 'The signature is right, but the payload does not match the schema of its event: the message names the fields. "zego-callbacks schema" shows what is expected.',
  handler_failed: 'The callback arrived and was accepted, and a handler threw. The receiver\'s onError has the reason. ZEGO sends such a callback again.',
  unsafe_integer: 'A parser in front of the callbacks, usually express.json(), has rounded a 64-bit id. Mount the callbacks before it, or give it "verify: keepRawBody".',
  internal: 'Something failed in the receiver that has no code of its own, such as its look-up of secrets. Its onError has the cause.',
  handler_timeout: 'The handlers did not finish in time. Do less in them, put the event into a queue, or raise "handlerTimeout". ZEGO sends such a callback again.',
  busy: 'Another process is handling this event, or has died while it did so. The next attempt finds it handled, or handles it.',
  store_unavailable: 'The receiver\'s store does not answer, and "storeErrors" is "reject". ZEGO sends such a callback again.',
};

type Success = Exclude<DeliveryOutcome, 'refused' | 'failed'>;

export const outcomeMeanings: Readonly<Record<Success, string>> = {
  delivered: 'Signature and payload are right, and every handler has finished.',
  duplicate: 'This event had been handled before: no handler ran again.',
  unknown: 'The signature is right, but no schema describes the callback: it went to onUnknown, if that is registered.',
};

/** What servers say that are not this package, or that stand in front of it. */
const STATUSES: Readonly<Record<number, string>> = {
  400: 'Something in front of the callbacks refused the request, perhaps a body parser that believes the Content-Type.',
  401: 'Something in front of the callbacks wants a login. ZEGO has none: let the callbacks pass without one.',
  403: 'Something in front of the callbacks forbids the request, perhaps a firewall or a protection against forged forms (CSRF). Exempt the callbacks.',
  404: 'Nothing is mounted at this path. Compare the path of the URL with the mount point, and look for a slash too many.',
  405: 'This path takes no POST. Compare it with the mount point of the callbacks.',
  408: 'The server did not get the whole request in time.',
  411: 'Something in front of the callbacks wants a Content-Length.',
  413: 'A parser or proxy in front of the callbacks has a limit of its own, and the body is larger.',
  415: 'A parser in front of the callbacks does not like the Content-Type. ZEGO\'s cannot be relied on.',
  429: 'Something in front of the callbacks limits the rate. ZEGO sends bursts: raise the limit for the callbacks.',
  502: 'A proxy answered for the receiver, which is down or broke the connection.',
  503: 'A proxy answered for the receiver, which is down, starting or overloaded.',
  504: 'A proxy answered for the receiver, which took too long.',
};

/** One or two sentences: what the answer means and what to do. */
export function explain(answer: Answer, reply: Reply, url: URL): string {
  if (!reply.reached) return explainFailure(reply, url);
  const { status, headers } = reply;
  const { code, outcome } = answer;
  if (answer.ok) {
    if (isKey(outcomeMeanings, outcome)) return outcomeMeanings[outcome];
    return isDocumentedAnswer(reply.text) ? 'Accepted, with the answer that this event asks for.' : 'Accepted, but not in the words of express-zego-callbacks: is this the receiver, or a page that takes everything?';
  }
  if (isKey(codeMeanings, code)) return codeMeanings[code];
  if (status >= 300 && status < 400) {
    const { location } = headers;
    return `The server sends elsewhere${typeof location === 'string' && URL.canParse(location, url.href) ? `: ${new URL(location, url).href}` : ''}. A webhook is not led on like a browser: enter the last URL.`;
  }
  return STATUSES[status] ?? (status >= 500 ? 'The server failed, and not in the words of express-zego-callbacks: look into its log.' : 'The server refused the request, and not in the words of express-zego-callbacks.');
}

/** `record` is answered with `1`, mini games with `{"Code":200}`, `before_send_msg` with a decision. */
const isDocumentedAnswer = (text: string): boolean => text === '1' || /^\{"(?:Code|result)":\d+[,}]/.test(text);

function isKey<Keys extends string>(table: Readonly<Record<Keys, string>>, name: string | undefined): name is Keys {
  return name !== undefined && Object.hasOwn(table, name);
}
