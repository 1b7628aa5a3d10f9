import { printable } from './answer.js';
import type { Reply } from './post.js';

type Failure = Extract<Reply, { readonly reached: false }>;

const CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET_ISSUER))/;
const TLS = /^(?:EPROTO|ERR_SSL_|ERR_TLS_)/;

/** Why there was no answer, for people. */
export function explainFailure({ code, message: said }: Failure, url: URL): string {
  const message = printable(said, 300);
  const { host, hostname, protocol } = url;
  if (code === 'ECONNREFUSED') return `Nothing listens on ${host}. Is the receiver running, and on this port?`;
  if (code === 'ENOTFOUND') return `There is no host "${hostname}". Compare the name in the URL.`;
  if (code === 'EAI_AGAIN') return `The name "${hostname}" cannot be looked up at the moment: no network, or no name server.`;
  if (code === 'TIMEOUT') return `${host} gave ${message}. A handler may hang, or nothing takes the connection. ZEGO would send the callback again.`;
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return `${host} cannot be reached: no route, or a firewall drops the packets.`;
  if (code === 'ECONNRESET' || code === 'EPIPE') return `${host} broke the connection without an answer. It may have crashed${protocol === 'http:' ? ', or expect https' : ''}.`;
  if (CERTIFICATE.test(code)) return `The certificate of ${host} cannot be trusted: ${message}. ZEGO would refuse it as well. For a test with a certificate of your own, set NODE_EXTRA_CA_CERTS.`;
  if (TLS.test(code)) return `No TLS could be agreed on with ${host}. Is it meant to be ${protocol === 'https:' ? 'http' : 'https'}?`;
  if (code.startsWith('HPE_')) return `What ${host} answers is not HTTP. Is it ${protocol === 'http:' ? 'an https port, or ' : ''}another service?`;
  return `The request to ${host} failed: ${message === '' ? code : message}.`;
}
