import { expect, it } from 'vitest';
import type { RuleReport, RuleVerdict, SourceDiagnosis } from '../../../server/contract/doctor.ts';
import { rateText, summaryText } from './doctor-words.ts';

const rule = (verdict: RuleVerdict, more: Partial<RuleReport> = {}): RuleReport => ({
  rule: 'derivedFields[0]',
  title: 'Trace',
  isDefault: false,
  target: null,
  verdict,
  samples: 50,
  links: 10,
  followed: 8,
  hits: 7,
  misses: [],
  examples: [],
  ...more,
});
const of = (...rules: RuleReport[]): SourceDiagnosis => ({
  uid: 'loki',
  name: 'Loki',
  type: 'loki',
  sampled: null,
  problem: null,
  rules,
  patch: null,
  suggestion: null,
  elapsedMs: 0,
});

it.each([
  [of(rule('dead')), 'The configured link leads nowhere.'],
  [of(rule('dead'), rule('healthy')), '1 of 2 configured links leads nowhere.'],
  [of(rule('dead'), rule('dead'), rule('partial')), '2 of 3 configured links lead nowhere.'],
  [of(rule('healthy'), rule('partial')), 'All 2 configured links arrive.'],
  [of(rule('untested')), 'There was nothing to test the configured links on.'],
  [of(rule('dead', { isDefault: true })), 'No links are configured; those by convention are below.'],
])('sums up', (diagnosis, expected) => expect(summaryText(diagnosis)).toBe(expected));

it.each([
  [rule('partial'), '7 of 8'],
  [rule('dead', { followed: 0, links: 0 }), 'no link on 50'],
  [rule('untested', { followed: 0, links: 0, samples: 0 }), 'no samples'],
  [rule('untested', { followed: 0 }), 'not followed'],
])('gives the rate', (report, expected) => expect(rateText(report)).toBe(expected));
