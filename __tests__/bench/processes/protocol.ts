import type { WireForm } from 'express-zego-callbacks/testing';

/** Who receives. */
export type ReceiverName = 'node' | 'express-limit' | 'express-least' | 'express-json' | 'handwritten' | 'octokit' | 'line' | 'zego';

export interface ServerSettings {
  readonly receiver: ReceiverName;
  readonly express: 4 | 5;
  /** How many are registered for the event; only `zego` does without. */
  readonly handlers: 0 | 1;
}

/** A server's first message. */
export interface Listening {
  readonly port: number;
}

/** What a server answers to each message. */
export interface Usage {
  /** User and system time of the process since its start. */
  readonly cpuMicroseconds: number;
  /** How many callbacks it has accepted since its start. */
  readonly handled: number;
}

export type Size = 'small' | 'large';

/** Each receiver takes a signature of its own kind. */
export type Signature = 'zego' | 'github' | 'line';

/** What to send. */
export interface Prepare {
  readonly what: 'prepare';
  readonly port: number;
  readonly size: Size;
  readonly form: WireForm;
  readonly signature: Signature;
  readonly count: number;
  /** So many are sent before that: a server that was idle for a while has cold caches, and forgotten some of its code. */
  readonly warmUp: number;
  /** What the body of every answer is. */
  readonly answer: string;
}

/** The answer when everything is ready, or when the first callbacks went wrong. */
export interface Prepared {
  readonly problem?: string;
}

export interface Fire {
  readonly what: 'fire';
}

/** The answer when everything was sent; the problem is the first answer that was not the expected one. */
export interface Fired extends Prepared {
  readonly seconds: number;
}

export const SECRET = 'a-callback-secret-for-benchmarks';
export const MOUNT = '/api/zego/callbacks';

/** What the parts of the pipeline are measured with. */
export interface PipelineSettings {
  readonly size: Size;
  readonly form: WireForm;
  readonly measures: 'cpu' | 'bytes';
}

/** `floor` is JSON.parse and one sha1 of the same callback as JSON, `whole` is `zego.receive`. */
export type PipelineStage = 'floor' | 'whole' | 'decode' | 'identify' | 'verify' | 'check' | 'once' | 'handlers';

/** Of one callback: microseconds, or bytes. The answer to a number of callbacks. */
export type PipelineFigures = Readonly<Record<PipelineStage, number>>;

export interface StartSettings {
  /** Whether this package is loaded and its middleware made, beside express and body-parser. */
  readonly whole: boolean;
}

/** What a process has used, in ms. */
export interface Elapsed {
  readonly cpu: number;
  readonly wall: number;
}

export interface StartFigures {
  /** Until everything was loaded and made. */
  readonly start: Elapsed;
  /** The first callback after that. */
  readonly first?: Elapsed;
}

/** A middleware, and what it has to carry. */
export interface ScaleSettings {
  /** About so many events, each with its signature, are remembered before a callback comes. */
  readonly remembered: number;
  /** Registered for the event that comes. */
  readonly handlers: number;
  /** Registered for events that do not come. */
  readonly otherHandlers: number;
  /** The middleware remembers there instead of in its process. */
  readonly redisPort?: number;
}

/** The answer to a number of callbacks. */
export interface ScaleFigures {
  readonly cpuMicroseconds: number;
  readonly seconds: number;
}
