import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Journal, type Line, openRequests, openWork, readJournal, readJournals, type Step } from './journal.js';

describe('a journal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'zego-journal-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is read as it was written, without a line that a death has cut off', () => {
    const journal = new Journal(folder, 'a1');
    journal.write('begun', { id: 'id', key: 'key', run: 'a1#1' });
    journal.write('effect', { id: 'id', key: 'key', run: 'a1#1' });
    const expected = (['begun', 'effect'] as const).map((step) => expect.objectContaining({ process: 'a1', step, id: 'id', key: 'key', run: 'a1#1' }) as Line);
    expect(readJournal(folder, 'a1')).toEqual(expected);
    appendFileSync(path.join(folder, 'a1.jsonl'), '{"at":1,"process":"a1","step":"comple');
    new Journal(folder, 'b1').write('arrived', { key: 'other' });
    expect(readJournals(folder)).toEqual([...expected, expect.objectContaining({ process: 'b1', key: 'other' })]);
  });
});

const lines = (...steps: readonly Step[]): Line[] => steps.map((step, at) => ({ at, process: 'a1', step, id: 'id', key: 'key' }));

test.each<readonly [readonly Step[], Step | undefined]>([
  [['arrived'], undefined],
  [['claiming'], 'claiming'],
  [['claiming', 'refused'], undefined],
  [['claiming', 'refused', 'claiming'], 'claiming'],
  [['claiming', 'begun'], 'begun'],
  [['claiming', 'begun', 'claiming', 'refused'], 'begun'],
  [['claiming', 'begun', 'effect'], 'effect'],
  [['claiming', 'begun', 'effect', 'left'], 'effect'],
  [['claiming', 'begun', 'effect', 'completed'], undefined],
  [['claiming', 'begun', 'failed'], 'failed'],
  [['claiming', 'begun', 'failed', 'released'], undefined],
])('after %j the open step is %s', (steps, open) => {
  expect(openWork(lines(...steps)).get('id')).toBe(open);
});

test('a request is open until it is answered as often as it came', () => {
  expect(openRequests(lines('arrived', 'arrived', 'left'))).toEqual(['key']);
  expect(openRequests(lines('arrived', 'left', 'claiming', 'effect'))).toEqual([]);
});
