import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Labels } from '../answer.ts';
import { demandsOf, subjectOfQuery, type Demand } from './demands.ts';
import { matcherList, namesFrom, type Matcher } from './names.ts';
import { selectionIn, withoutEmpty } from './selection.ts';
import { fourSources } from './testing.ts';

/** Matchers as Prometheus, Loki and Pyroscope hold them against labels; patterns here are both RE2's and JavaScript's. */
const isMatch = ({ name, op, value }: Matcher, labels: Labels): boolean => {
  const own = labels[name] ?? '';
  switch (op) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '=~':
      return new RegExp(`^(?:${value})$`, 's').test(own);
    case '!~':
      return !new RegExp(`^(?:${value})$`, 's').test(own);
  }
};
const isSelected = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every((matcher) => isMatch(matcher, labels));

const NAMES = ['service_name', 'namespace', 'pod', 'cluster', 'environment', 'region'];
const value = fc.constantFrom('a', 'b', 'a.b', 'axb', '');
const pattern = fc.constantFrom('a', 'a|b', 'a.*', '.+', '.*', '', '(a|b)', 'a|', 'a\\.b', '.?', '[ab]', '(?:a.)?b');
const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc.record({ name: fc.constantFrom(...NAMES), op: fc.constantFrom('=', '!='), value }),
  fc.record({ name: fc.constantFrom(...NAMES), op: fc.constantFrom('=~', '!~'), value: pattern }),
);
/** That `!~` asks for a label to be there, it asks for it in a target, too. */
const isPresent = ({ op, value: own }: Matcher): boolean => op === '!~' && new RegExp(`^(?:${own})$`).test('');
const labelsOf = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] }) as fc.Arbitrary<Labels>;

const [loki] = fourSources();
const selectionOf = (matchers: readonly Matcher[], known: readonly string[]) => {
  const subject = subjectOfQuery(`x{${matcherList(matchers)}}`, 'prometheus');
  const selection = selectionIn(loki!, subject, namesFrom([{ uid: 'loki', labels: known }]));
  return { ...selection, matchers: withoutEmpty(selection.matchers) };
};
/** A query that asks a label to be one thing and another gives no series to come from. */
const isContradiction = (matchers: readonly Matcher[]): boolean =>
  matchers.some(({ name, op, value: own }) => {
    const others = matchers.filter((other) => other.name === name);
    return op === '=' && !isSelected(others, { [name]: own });
  });

/** As it is read: a pattern of one plain text is that text. */
const plainly = (matchers: readonly Matcher[]): readonly Matcher[] =>
  demandsOf(`x{${matcherList(matchers)}}`, 'prometheus').held;

const isAmong = (demands: readonly Demand[], { name, op, value: own }: Demand): boolean =>
  demands.some((one) => one.name === name && one.op === op && one.value === own);

describe('what is carried to labels', () => {
  const known = fc.subarray(NAMES, { minLength: 1 });

  it('selects every stream that the query would, whatever it lacks besides the service', () => {
    const asked = fc.array(matcher, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(asked, fc.record({ known, has: fc.subarray(NAMES) }), labelsOf(NAMES), (matchers, names, labels) => {
        const { matchers: all } = selectionOf(matchers, names.known);
        // Loki wants one label that is there.
        const carried = all.at(-1)?.value === '.+' ? all.slice(0, -1) : all;
        if (carried.length === 0 || matchers.some(isPresent) || !isSelected(matchers, labels)) return;
        const isService = carried.some(({ name, op }) => name === 'service_name' && op.startsWith('='));
        // A stream has only labels that its source has, and beside a service not each of those.
        const isThere = (name: string) =>
          names.known.includes(name) && (!isService || name === 'service_name' || names.has.includes(name));
        const stream = Object.fromEntries(Object.entries(labels).filter(([name]) => isThere(name)));
        expect(isSelected(carried, stream)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('selects no stream that the query would not, but for labels that it lacks and for what is left out', () => {
    fc.assert(
      fc.property(
        fc.array(matcher, { minLength: 1, maxLength: 4 }),
        known,
        labelsOf(NAMES),
        (matchers, names, labels) => {
          const { matchers: carried, leftOut } = selectionOf(matchers, names);
          const stream = Object.fromEntries(
            Object.entries(labels).filter(([name, own]) => names.includes(name) && own !== ''),
          );
          if (isContradiction(plainly(matchers)) || carried.length === 0 || !isSelected(carried, stream)) return;
          const missed = demandsOf(`x{${matcherList(matchers)}}`, 'prometheus').held.filter(
            (demand) => stream[demand.name] !== undefined && !isMatch(demand, stream) && !isAmong(leftOut, demand),
          );
          expect(missed).toEqual([]);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
