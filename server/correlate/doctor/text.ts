import type { DoctorPatch, RuleReport, RuleVerdict, SourceDiagnosis } from '../../contract/doctor.ts';

const MARKS: Readonly<Record<RuleVerdict, string>> = { healthy: '✓', partial: '~', dead: '✗', untested: '?' };

/** A diagnosis for a terminal. Default rules only in total: nobody configured them. */
export function diagnosisText(diagnosis: SourceDiagnosis): string {
  const { name, uid, sampled, problem, rules, patch, suggestion } = diagnosis;
  const configured = rules.filter(({ isDefault }) => !isDefault);
  const defaults = rules.filter(({ isDefault }) => isDefault);
  const living = defaults.filter(({ hits }) => hits > 0).length;
  return [
    `${name} (${uid}): ${problem ?? sampled?.text ?? 'nothing sampled'}`,
    ...configured.map(ruleText),
    ...(configured.length === 0 ? ['  no links are configured'] : []),
    ...(defaults.length > 0 ? [`  ${living} of ${defaults.length} default links arrive`] : []),
    ...patchText('This would help:', patch),
    ...patchText('Links that it could have:', suggestion),
  ].join('\n');
}

function ruleText({ rule, title, target, verdict, samples, links, followed, hits, misses }: RuleReport): string {
  const rate = followed > 0 ? `${hits} of ${followed} arrive` : `a link on ${links} of ${samples} samples`;
  const to = target ? ` → ${target.name}` : '';
  const reasons = misses.map(
    ({ reason, count, detail }) => `\n      ${reason}${count > 1 ? ` (${count})` : ''}: ${detail}`,
  );
  return `  ${MARKS[verdict]} ${rule} ${title}${to}: ${verdict}, ${rate}${reasons.join('')}`;
}

const patchText = (heading: string, patch: DoctorPatch | null): readonly string[] =>
  patch ? [`  ${heading}`, ...patch.changes.map((change) => `  - ${change}`), '', patch.yaml] : [];

/** Whether a link that someone configured leads nowhere. */
export const hasDeadLink = (diagnoses: readonly SourceDiagnosis[]): boolean =>
  diagnoses.some(({ rules }) => rules.some(({ isDefault, verdict }) => !isDefault && verdict === 'dead'));
