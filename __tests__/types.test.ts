import { accepted } from './types/accepted.js';
import { judge, type Snippet, type Verdict } from './types/compile.js';
import { everyEvent } from './types/every-event.js';
import { refused } from './types/refused.js';

// Whole programs are compiled, on machines that may be slow.
jest.setTimeout(180_000);

function judged<T extends Snippet>(snippets: readonly T[], options?: Parameters<typeof judge>[1]): (T & { verdict: Verdict })[] {
  return judge(snippets, options).map((verdict, index) => ({ ...snippets[index]!, verdict }));
}

describe('the compiler refuses, at the very place,', () => {
  test.each(judged(refused))('$title', ({ says, verdict: { expected, found, messages } }) => {
    expect(expected).not.toEqual([]);
    expect({ found, messages }).toEqual({ found: expected, messages });
    for (const message of messages) expect(message).toMatch(says);
  });
});

describe.each([true, false])('with exactOptionalPropertyTypes: %s, the compiler accepts', (exactOptionalPropertyTypes) => {
  test.each(judged(accepted, { exactOptionalPropertyTypes }))('$title', ({ verdict: { expected, found, messages } }) => {
    expect(expected).toEqual([]);
    expect({ found, messages }).toEqual({ found: [], messages: [] });
  });
});

describe('a handler gets the documented fields of its event, and no others:', () => {
  test.each(judged(everyEvent))('$title', ({ verdict: { expected, found, messages } }) => {
    expect(expected.length).toBeGreaterThan(1);
    expect({ found, messages }).toEqual({ found: expected, messages });
  });
});
