import type { MissReason, RuleReport, RuleVerdict, SourceDiagnosis } from '../../../server/contract/doctor.ts';

export const VERDICTS: Readonly<Record<RuleVerdict, string>> = {
  healthy: 'arrives',
  partial: 'arrives in part',
  dead: 'dead',
  untested: 'not tested',
};

export const REASONS: Readonly<Record<MissReason, string>> = {
  'bad-pattern': 'Pattern is not valid',
  'never-matches': 'Never matches',
  shadowed: 'Another entry decides',
  unresolved: 'Cannot be filled in',
  'target-missing': 'No such data source',
  'target-down': 'Target is down',
  'target-denied': 'Target refuses us',
  'target-wrong': 'Target is something else',
  rejected: 'Target rejects the query',
  'label-absent': 'Label is not there',
  'outside-range': 'Outside the range',
  'labels-differ': 'Under other labels',
  'not-found': 'Nothing there',
  'not-counted': 'Could not be counted',
};

/** `7 of 8`, or why there is no rate. */
export function rateText({ followed, hits, links, samples }: RuleReport): string {
  if (followed > 0) return `${hits} of ${followed}`;
  if (samples === 0) return 'no samples';
  return links === 0 ? `no link on ${samples}` : 'not followed';
}

/** The diagnosis in a sentence. */
export function summaryText({ rules }: SourceDiagnosis): string {
  const configured = rules.filter(({ isDefault }) => !isDefault);
  if (configured.length === 0) return 'No links are configured; those by convention are below.';
  const dead = configured.filter(({ verdict }) => verdict === 'dead').length;
  const untested = configured.filter(({ verdict }) => verdict === 'untested').length;
  const all = configured.length === 1 ? 'The configured link' : `All ${configured.length} configured links`;
  const count = configured.length === 1 ? 'The configured link' : `${dead} of ${configured.length} configured links`;
  if (dead > 0) return `${count} ${dead === 1 ? 'leads' : 'lead'} nowhere.`;
  if (untested === configured.length) return 'There was nothing to test the configured links on.';
  return `${all} ${configured.length === 1 ? 'arrives' : 'arrive'}.`;
}
