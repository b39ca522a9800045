import type { Random } from '../../demo/random.ts';
import { howOften, pickFrom } from './pick.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e300,
  2 ** 53,
  '',
  '0',
  '-1',
  'NaN',
  '9223372036854775807',
  '18446744073709551615',
  '18446744073709551616',
  '-9223372036854775809',
  '1e400',
  'zz',
  '\ud800',
  'é😀',
  [],
  {},
  [[]],
  [null],
  { a: 'b' },
  ['x', 'y', 'z'],
];
const KEYS = ['__proto__', 'constructor', 'toString', '', 'a b', 'é', 'key', 'value', 'values', 'length'];
const DEPTHS = [1, 3, 70, 500];
const COPIES = [2, 3, 50, 400];

/** JSON text of a value with something else somewhere in its tree. */
export function mutateJson(random: Random, seed: string): string {
  let value = JSON.parse(seed) as Json;
  for (let left = howOften(random); left > 0; left--) value = mutateValue(random, value);
  return JSON.stringify(value);
}

function mutateValue(random: Random, value: Json): Json {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isLeaf || random.chance(0.12)) return otherValue(random, value);
  if (Array.isArray(value)) return mutateList(random, value);
  const entries = Object.entries(value);
  const at = random.below(entries.length);
  const [key, inner] = pickFrom(random, [entries[at] ?? ['', null]]);
  if (random.chance(0.8)) return fromEntries(entries.with(at, [key, mutateValue(random, inner)]));
  if (random.chance(0.5)) return fromEntries(entries.toSpliced(at, 1));
  return fromEntries([...entries, [pickFrom(random, KEYS), pickFrom(random, [inner, ...VALUES])]]);
}

function mutateList(random: Random, list: readonly Json[]): Json {
  const at = random.below(list.length);
  const item = list[at] ?? null;
  if (random.chance(0.75)) return list.with(at, mutateValue(random, item));
  if (random.chance(0.5)) return list.toSpliced(at, 1);
  const copies = JSON.stringify(item).length > 2000 ? 2 : pickFrom(random, COPIES);
  return list.toSpliced(at, 1, ...Array.from({ length: copies }, () => item));
}

function otherValue(random: Random, value: Json): Json {
  if (random.chance(0.8)) return pickFrom(random, VALUES);
  let nested = value;
  const asList = random.chance(0.5);
  for (let depth = pickFrom(random, DEPTHS); depth > 0; depth--)
    nested = asList ? [nested] : { [pickFrom(random, ['arrayValue', 'values', 'value', 'a'])]: nested };
  return nested;
}

/** Own properties whatever they are called: `__proto__` too. */
const fromEntries = (entries: readonly [string, Json][]): Json => Object.fromEntries(entries);
