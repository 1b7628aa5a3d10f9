import { createHmac, randomBytes } from 'node:crypto';
import { schemas } from 'express-zego-callbacks';
import { type Body, signBody, type WireBody, type WireForm, writeBody } from 'express-zego-callbacks/testing';
import { MOUNT, type Prepare, SECRET, type Signature, type Size } from './protocol.js';

/** What a large callback weighs on the wire as JSON, in bytes. */
const LARGE = 65_536;
/** Processes that share a store must not make the same events. */
const FIRST_ID = 792_462_300_429_684_736n + BigInt(process.pid) * 1_000_000_000n;

let made = 0;
const sound = randomBytes(2 * LARGE).toString('base64');

function roomLogout(): Body {
  made += 1;
  const now = Date.now();
  return {
    ...schemas.room_logout.examples[0],
    room_id: `room${made % 1_000}`,
    user_account: `user${made}`,
    user_nickname: `user${made}`,
    session_id: String(FIRST_ID + BigInt(made)),
    login_time: String(now - 60_000),
    logout_time: String(now),
  };
}

function userAudioData(): Body {
  made += 1;
  const [example] = schemas.ai_agent_user_audio_data.examples;
  const rest = { ...example, AgentInstanceId: String(FIRST_ID + BigInt(made)), Sequence: made };
  const data = { UserId: 'user_1', Round: made, SampleRate: 16_000, Format: 'pcm', Audio: '' };
  const length = LARGE - JSON.stringify({ ...rest, Data: data }).length;
  const start = (made * 64) % (sound.length - length);
  return { ...rest, Data: { ...data, Audio: sound.slice(start, start + length) } };
}

/** The header in which this kind of sender signs; ZEGO signs in the body. */
const SIGNATURES: Readonly<Record<Signature, (text: string) => string>> = {
  zego: () => '',
  github: (text) => `X-GitHub-Event: push\r\nX-GitHub-Delivery: ${made}\r\nX-Hub-Signature-256: sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}\r\n`,
  line: (text) => `X-Line-Signature: ${createHmac('sha256', SECRET).update(text).digest('base64')}\r\n`,
};

/** A callback of its own, signed now. */
export function makeBody(size: Size, form: WireForm): WireBody {
  return writeBody(signBody(size === 'small' ? roomLogout() : userAudioData(), { secret: SECRET }), form);
}

/** A callback as it goes over the wire. */
export function makeRequest({ size, form, signature }: Pick<Prepare, 'size' | 'form' | 'signature'>): Buffer {
  const { contentType, text } = makeBody(size, form);
  const head = `POST ${MOUNT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n${SIGNATURES[signature](text)}\r\n`;
  return Buffer.from(head + text);
}
