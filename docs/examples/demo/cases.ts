import { signBody, writeBody, type Body, type WireBody } from 'express-zego-callbacks/testing';
import { documentedRequests, type DocumentedRequest } from './requests.js';
import { asPercentEncodedForm } from './sender.js';

/** What one call of a handler was given, as far as it is shown. */
export interface Sighting {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Case {
  readonly what: string;
  readonly form: string;
  readonly path: string;
  readonly body: WireBody;
  readonly expected: {
    readonly status: number;
    /** The outcome or the error code that the answer names; else the status in words. */
    readonly answer: string;
    readonly seen: readonly Sighting[];
  };
}

interface Written {
  readonly form: string;
  readonly write: (body: Body) => WireBody;
}

const WAYS = {
  JSON: [
    { form: 'JSON', write: (body) => writeBody(body, 'json') },
    { form: 'JSON, percent-encoded', write: (body) => writeBody(body, 'percent') },
  ],
  FORM: [
    { form: 'FORM', write: (body) => writeBody(body, 'form') },
    { form: 'FORM, values as %XX', write: asPercentEncodedForm },
  ],
} as const satisfies Record<DocumentedRequest['form'], readonly Written[]>;

/** Everything the demo sends itself: the documented callbacks in each form, a forged and a repeated one, a neighbour. */
export function demoCases(callbacksPath: string, secret: string): Case[] {
  const occurrences = new Map<string, number>();

  const documented = documentedRequests.flatMap((request) =>
    WAYS[request.form].map(({ form, write }): Case => {
      // Written differently, the same logout is still the same, and would rightly be a duplicate. So that the handlers
      // see every form, each one is a logout of its own: one tick later than the one before.
      const kind = `${request.body.event} ${request.page}`;
      const ticks = occurrences.get(kind) ?? 0;
      occurrences.set(kind, ticks + 1);
      const { body, seen } = later(request, ticks);
      return {
        what: `${body.event} (${request.page})`,
        form,
        path: callbacksPath,
        body: write(signBody(body, { secret })),
        expected: { status: 200, answer: 'delivered', seen: [{ name: body.event, fields: seen }] },
      };
    }),
  );

  const [first] = documented;
  const last = documentedRequests.at(-1);
  if (first === undefined || last === undefined) throw new Error('There are no documented requests.');
  return [
    ...documented,
    {
      what: `forged ${last.body.event}`,
      form: 'JSON, wrong signature',
      path: callbacksPath,
      body: writeBody(signBody(last.body, { secret: `not ${secret}` }), 'json'),
      expected: { status: 401, answer: 'bad_signature', seen: [] },
    },
    {
      what: 'row 1 once more',
      form: 'the same bytes',
      path: callbacksPath,
      body: first.body,
      expected: { status: 200, answer: 'duplicate', seen: [] },
    },
    {
      what: 'POST /api/users',
      form: 'JSON, no callback',
      path: '/api/users',
      body: writeBody({ name: 'Ada' }, 'json'),
      expected: { status: 201, answer: 'Created', seen: [] },
    },
  ];
}

function later({ body, seen }: DocumentedRequest, ticks: number): Pick<DocumentedRequest, 'body' | 'seen'> {
  const time = Number(body['logout_time']) + ticks;
  return {
    body: { ...body, logout_time: typeof body['logout_time'] === 'string' ? String(time) : time },
    seen: { ...seen, logout_time: time },
  };
}
