import { expect, it } from 'vitest';
import { createGivenOperator } from './given-operator.ts';

/** What is written when a completion puts `inserted` down and `keys` are typed after it. */
function written(inserted: string, keys: string): string {
  const operator = createGivenOperator();
  operator.noteInsert(inserted);
  let text = inserted;
  for (const key of keys) {
    if (operator.takes(key)) continue;
    operator.noteInsert(key);
    text += key;
  }
  return text;
}

it.each([
  ['service_name=', '="a"', 'service_name="a"'],
  ['service_name=', '"a"', 'service_name="a"'],
  ['service_name=', '~"a"', 'service_name=~"a"'],
  ['resource.service.name = ', ' = "a"', 'resource.service.name = "a"'],
  ['resource.service.name = ', '"a = b"', 'resource.service.name = "a = b"'],
  ['=', '=', '=='],
  ['rate(', ' = ', 'rate( = '],
])('after %s the keys %s give %s', (inserted, keys, text) => expect(written(inserted, keys)).toBe(text));
