import type { JsonObject } from '../delivery.js';

/** How a value is brought into its canonical form. Derived from the JSON Schema by `plan.ts`. */
export type Kind = 'integer' | 'number' | 'id64' | 'string' | 'boolean' | 'object' | 'list' | 'carried' | 'any';

export interface Node {
  readonly kind: Kind;
  /** Documented values; others pass, with a notice. */
  readonly values?: readonly (string | number)[];
  /** Members of an object. */
  readonly fields?: readonly Field[];
  /** Element of a list. */
  readonly items?: Node;
  /** `carried`: what the text holds once parsed. */
  readonly inner?: Node;
  /** `carried`: the text is URL-encoded besides. */
  readonly urlEncoded?: boolean;
  /** `carried`: parse only when this sibling field has one of these values. */
  readonly when?: { readonly field: string; readonly values: readonly number[] };
}

export interface Field extends Node {
  readonly name: string;
  readonly required: boolean;
}

/** What tells an event apart on the wire. */
export interface Discriminator {
  /** The field that names the event. `event` stands for `event` and `Event`. */
  readonly field: string;
  readonly values: readonly string[];
  /** Fields that must be there, or must not be, where several events share a value. */
  readonly present?: readonly string[];
  readonly absent?: readonly string[];
}

/** How a handled event is answered. */
export type AnswerKind = 'outcome' | 'decision' | 'one' | 'code200';

/** A schema violation as Ajv reports it. */
export interface Violation {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** A compiled JSON Schema. */
export interface Validate {
  (payload: unknown): boolean;
  errors?: readonly Violation[] | null;
}

/** Everything the pipeline knows about one event. */
export interface EventDefinition {
  readonly name: string;
  readonly product: string;
  readonly discriminator: Discriminator;
  /** Paths that together name an occurrence; `null` when nothing but timestamp and nonce does. */
  readonly identity: readonly (readonly string[])[] | null;
  readonly answer: AnswerKind;
  /** How long after a failure ZEGO still tries again, in ms; `null` where no page tells. */
  readonly retriedForMs: number | null;
  readonly fields: readonly Field[];
  readonly validate: Validate;
}

/** A JSON Schema with this package's annotations (`x-zego-…`). */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly 'x-zego-values'?: Readonly<Record<string, string>>;
  readonly 'x-zego-unit'?: string;
  readonly 'x-zego-carries'?: 'json' | 'urlencoded-json';
  readonly 'x-zego-when'?: Readonly<Record<string, readonly number[]>>;
  readonly [keyword: string]: unknown;
}

/** The schema file of one event: payload, how it travels, and its documented example. */
export interface EventSchema extends JsonSchema {
  readonly title: string;
  readonly 'x-zego': {
    readonly product: string;
    readonly status?: 'legacy' | 'deprecated' | 'unpublished';
    readonly discriminator: Discriminator;
    readonly toldApart?: string;
    readonly identity: readonly string[] | null;
    readonly identityWhy?: string;
    readonly order?: string;
    readonly answer?: AnswerKind;
    /** How the example spells the envelope. */
    readonly envelope: { readonly event: string | null; readonly appid: string; readonly timestamp: string; readonly nonce: string; readonly signature: string };
    /** Seconds between attempts; `null` where no page tells. */
    readonly retry: readonly number[] | null;
    readonly exampleMadeUp?: boolean;
    readonly notes?: readonly string[];
    readonly sources: readonly string[];
  };
  readonly examples: readonly [JsonObject, ...JsonObject[]];
}
