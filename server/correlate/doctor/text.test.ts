import { expect, it } from 'vitest';
import type { RuleReport, SourceDiagnosis } from '../../contract/doctor.ts';
import { diagnosisText, hasDeadLink } from './text.ts';

const rule = (more: Partial<RuleReport>): RuleReport => ({
  rule: 'derivedFields[0]',
  title: 'Trace',
  isDefault: false,
  target: { name: 'Tempo', signal: 'traces' },
  verdict: 'healthy',
  samples: 50,
  links: 20,
  followed: 8,
  hits: 8,
  misses: [],
  examples: [],
  ...more,
});
const diagnosis = (...rules: RuleReport[]): SourceDiagnosis => ({
  uid: 'loki',
  name: 'Loki',
  type: 'loki',
  sampled: { text: '50 lines', from: 0, to: 1 },
  problem: null,
  rules,
  patch: null,
  suggestion: null,
  elapsedMs: 1,
});
const dead = rule({
  rule: 'derivedFields[1]',
  verdict: 'dead',
  target: null,
  links: 0,
  followed: 0,
  misses: [{ reason: 'never-matches', count: 50, detail: 'its pattern matches none' }],
});

it('tells each configured rule and why it does not arrive', () => {
  const patch = { yaml: 'jsonData: {}\n', changes: ['a change'] };
  const text = diagnosisText({ ...diagnosis(rule({}), dead, rule({ isDefault: true })), patch });
  expect(text).toBe(
    [
      'Loki (loki): 50 lines',
      '  ✓ derivedFields[0] Trace → Tempo: healthy, 8 of 8 arrive',
      '  ✗ derivedFields[1] Trace: dead, a link on 0 of 50 samples',
      '      never-matches (50): its pattern matches none',
      '  1 of 1 default links arrive',
      '  This would help:',
      '  - a change',
      '',
      'jsonData: {}\n',
    ].join('\n'),
  );
});

it('fails for a dead link that was configured, and for no other', () => {
  expect(hasDeadLink([diagnosis(rule({})), diagnosis(dead)])).toBe(true);
  expect(hasDeadLink([diagnosis(rule({ verdict: 'partial' }), { ...dead, isDefault: true })])).toBe(false);
});
