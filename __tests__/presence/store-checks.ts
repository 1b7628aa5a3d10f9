import assert from 'node:assert';
import type { PresenceStore } from '../../lib/presence/index.js';

export interface StoreUnderTest {
  /** Another one that shares everything with the others, as in another process. */
  readonly open: () => PresenceStore;
  readonly now: () => number;
  /** Lets time pass. */
  readonly wait: (ms: number) => void;
}

export interface StoreCheck {
  readonly name: string;
  readonly run: (under: StoreUnderTest, document: string) => Promise<void>;
}

const ODD_NAMES = ['', ' ', 'a:b', '{a}', '}{', 'user:1:', '0', '-1', '__proto__', 'constructor', 'toString', 'é', '漢字', '\u{1f600}', '"', '\\', 'a\nb', '\u0000', 'x'.repeat(500)];

async function write(store: PresenceStore, document: string, parts: Readonly<Record<string, object>>, expiresAt?: number): Promise<void> {
  await store.update(document, Object.keys(parts), (draft) => {
    for (const [part, value] of Object.entries(parts)) draft.set(part, value, expiresAt);
  });
}

async function content(store: PresenceStore, document: string): Promise<object> {
  return Object.fromEntries(await store.read(document));
}

/** What trackers need of any store. Each check has a document of its own. */
export const storeChecks: readonly StoreCheck[] = [
  {
    name: 'a document of which nobody has written anything is empty',
    async run({ open }, document) {
      const store = open();
      assert.deepStrictEqual(await content(store, document), {});
      const found = await store.update(document, ['a'], (draft) => [draft.get('a'), draft.get('b'), draft.all().size]);
      assert.deepStrictEqual(found, [undefined, undefined, 0]);
      assert.ok(!(await store.documents()).includes(document));
    },
  },
  {
    name: 'what is set is found by everybody: by get(), all() and read(), whether it was named before or not',
    async run({ open }, document) {
      const parts = { a: { n: 1, text: 'é\u{1f600}\u0000"', list: [1, null, { deep: [true] }], half: 0.5 }, b: {}, c: [] };
      await write(open(), document, parts);
      for (const named of [[], ['a'], ['a', 'b', 'c'], ['x']]) {
        const found = await open().update(document, named, (draft) => [draft.get('a'), Object.fromEntries(draft.all()), draft.get('x')]);
        assert.deepStrictEqual(found, [parts.a, parts, undefined]);
      }
      assert.deepStrictEqual(await content(open(), document), parts);
      assert.ok((await open().documents()).includes(document));
    },
  },
  {
    name: 'a change sees what it has written itself',
    async run({ open }, document) {
      await write(open(), document, { a: { n: 1 }, b: { n: 2 } });
      const found = await open().update(document, ['a'], (draft) => {
        draft.set('a', { n: 10 });
        draft.set('c', { n: 3 });
        draft.delete('b');
        return [draft.get('a'), draft.get('b'), draft.get('c'), Object.fromEntries(draft.all())];
      });
      assert.deepStrictEqual(found, [{ n: 10 }, undefined, { n: 3 }, { a: { n: 10 }, c: { n: 3 } }]);
      assert.deepStrictEqual(await content(open(), document), { a: { n: 10 }, c: { n: 3 } });
    },
  },
  {
    name: 'the last word on a part counts',
    async run({ open }, document) {
      await write(open(), document, { a: { n: 1 }, b: { n: 1 } });
      await open().update(document, ['a', 'b'], (draft) => {
        draft.set('a', { n: 2 });
        draft.delete('a');
        draft.delete('b');
        draft.set('b', { n: 2 });
      });
      assert.deepStrictEqual(await content(open(), document), { b: { n: 2 } });
    },
  },
  {
    name: 'a document without parts is no document',
    async run({ open, wait }, document) {
      const store = open();
      await write(store, document, { a: {} });
      await store.update(document, ['a'], (draft) => { draft.delete('a'); });
      assert.deepStrictEqual(await content(store, document), {});
      // A name may be kept for a while.
      wait(120_000);
      await store.read(document);
      assert.ok(!(await store.documents()).includes(document));
    },
  },
  {
    name: 'documents know nothing of each other',
    async run({ open }, document) {
      await write(open(), `${document}1`, { a: { n: 1 } });
      await write(open(), `${document}2`, { a: { n: 2 } });
      await open().update(`${document}1`, ['a'], (draft) => { draft.delete('a'); });
      assert.deepStrictEqual(await content(open(), `${document}2`), { a: { n: 2 } });
    },
  },
  {
    name: 'names may be anything',
    async run({ open }, document) {
      // A part always begins with what it is.
      const parts = Object.fromEntries(ODD_NAMES.map((name, n) => [`user:${name}`, { n }]));
      for (const name of ODD_NAMES) {
        const id = `${document}${name}`;
        await write(open(), id, parts);
        assert.deepStrictEqual(await content(open(), id), parts);
        assert.ok((await open().documents()).includes(id));
      }
    },
  },
  {
    name: 'a part that expires is there until then and not any more from then on',
    async run({ open, now, wait }, document) {
      const store = open();
      await write(store, document, { a: { n: 1 } }, now() + 5_000);
      await write(store, document, { b: { n: 2 } });
      wait(4_999);
      assert.deepStrictEqual(await content(store, document), { a: { n: 1 }, b: { n: 2 } });
      wait(1);
      assert.deepStrictEqual(await content(open(), document), { b: { n: 2 } });
      const found = await open().update(document, ['a'], (draft) => [draft.get('a'), draft.all().size]);
      assert.deepStrictEqual(found, [undefined, 1]);
    },
  },
  {
    name: 'a part that has expired may be written again',
    async run({ open, now, wait }, document) {
      await write(open(), document, { a: { n: 1 } }, now() + 5_000);
      wait(5_000);
      await write(open(), document, { a: { n: 2 } });
      wait(60_000);
      assert.deepStrictEqual(await content(open(), document), { a: { n: 2 } });
    },
  },
  {
    name: 'a part that is written again expires as it was written last: later, sooner or never',
    async run({ open, now, wait }, document) {
      const [later, sooner, never] = [open(), open(), open()];
      await write(open(), document, { later: {}, sooner: {}, never: {} }, now() + 10_000);
      await write(later, document, { later: {} }, now() + 20_000);
      await write(sooner, document, { sooner: {} }, now() + 5_000);
      await write(never, document, { never: {} });
      const seen: string[] = [];
      for (const ms of [5_000, 5_000, 10_000]) {
        wait(ms);
        seen.push(Object.keys(await content(open(), document)).sort().join());
      }
      assert.deepStrictEqual(seen, ['later,never', 'later,never', 'never']);
    },
  },
  {
    name: 'a document of which all has expired is gone',
    async run({ open, now, wait }, document) {
      const store = open();
      await write(store, document, { a: {}, b: {} }, now() + 5_000);
      wait(5_000);
      assert.deepStrictEqual(await content(store, document), {});
      const size = await store.update(document, [], (draft) => draft.all().size);
      assert.strictEqual(size, 0);
    },
  },
  {
    name: 'a change that throws writes nothing, and its error comes out; the next change is made as usual',
    async run({ open }, document) {
      const store = open();
      await write(store, document, { a: { n: 1 } });
      const error = new RangeError('not today');
      const failing = store.update(document, ['a'], (draft) => {
        draft.set('a', { n: 2 });
        draft.delete('b');
        throw error;
      });
      await assert.rejects(failing, (thrown) => thrown === error);
      assert.deepStrictEqual(await content(store, document), { a: { n: 1 } });
      await write(store, document, { a: { n: 3 } });
      assert.deepStrictEqual(await content(store, document), { a: { n: 3 } });
    },
  },
  {
    name: 'changes that are made at the same time by several are made one after the other, as a whole',
    async run({ open }, document) {
      const stores = Array.from({ length: 5 }, open);
      const add = (store: PresenceStore, named: readonly string[]): Promise<void> =>
        store.update(document, named, (draft) => {
          const { n = 0 } = (draft.get('left') ?? {}) as { readonly n?: number };
          draft.set('left', { n: n + 1 });
          // What both parts say is never out of step, so this is always the same number.
          const { n: m = 0 } = (draft.get('right') ?? {}) as { readonly n?: number };
          draft.set('right', { n: m + 1 });
          draft.set(`part${n}`, { m });
        });
      const reads: object[] = [];
      await Promise.all([
        ...stores.flatMap((store, n) => Array.from({ length: 20 }, () => add(store, n % 2 === 0 ? ['left', 'right'] : []))),
        ...stores.map(async (store) => void reads.push(Object.fromEntries(await store.read(document)))),
      ]);
      const parts = await stores[0]!.read(document);
      assert.deepStrictEqual([parts.get('left'), parts.get('right')], [{ n: 100 }, { n: 100 }]);
      for (let n = 0; n < 100; n += 1) assert.deepStrictEqual(parts.get(`part${n}`), { m: n });
      for (const read of reads) assert.deepStrictEqual(Reflect.get(read, 'left'), Reflect.get(read, 'right'));
    },
  },
  {
    name: 'a change that only looks is right about the whole, also while others change it',
    async run({ open }, document) {
      const [writer, reader] = [open(), open()];
      const write = (n: number): Promise<void> => writer.update(document, [], (draft) => {
        for (const part of draft.all().keys()) draft.delete(part);
        for (let m = 0; m < n % 5; m += 1) draft.set(`part${m}`, { n });
        draft.set('size', { n: n % 5 });
      });
      const look = (): Promise<readonly [object | undefined, number]> => reader.update(document, ['size'], (draft) => [draft.get('size'), draft.all().size]);
      const looks: (readonly [object | undefined, number])[] = [];
      await Promise.all(Array.from({ length: 30 }, async (_none, n) => { await write(n); }).concat(Array.from({ length: 30 }, async () => void looks.push(await look()))));
      for (const [size, found] of looks) assert.deepStrictEqual(size, found === 0 ? undefined : { n: found - 1 });
    },
  },
];
