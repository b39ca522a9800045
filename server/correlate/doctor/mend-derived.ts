import { traceOfLog } from '../../contract/correlation/identity.ts';
import type { LogRow } from '../../contract/logs.ts';
import { sourcesOf } from '../../contract/correlation/near-sources.ts';
import type { DerivedField } from '../../contract/source.ts';
import { contextsOf, type Evidence } from './evidence.ts';
import type { Finding, Mended } from './findings.ts';
import { proposeDerivedFields, traceIn } from './propose-derived.ts';

/** Derived fields, each with what it lacks, and those that the lines ask for besides. */
export function mendDerivedFields(evidence: Evidence, findings: readonly Finding[]): Mended {
  const { source, sources, samples } = evidence;
  const fields = source.settings.derivedFields;
  if (fields.length === 0) return { jsonData: {}, changes: [] };
  const rows = contextsOf(samples, 'log').map(({ row }) => row);
  const [tempo] = sourcesOf(sources, 'tempo', source.uid);
  const proposals = tempo ? [...proposeDerivedFields(rows, tempo.uid)] : [];
  const changes: string[] = [];
  const isDead = (index: number): boolean => findingOf(findings, index)?.report.verdict === 'dead';
  // What a living entry finds needs no second one.
  const living = fields.filter((_, index) => !isDead(index));
  const open = proposals.filter((one) =>
    rows.some((row) => traceIn(row, one) && !living.some((field) => traceIn(row, field))),
  );
  const mended = fields.map((field, index) => {
    const finding = findingOf(findings, index);
    if (!finding || finding.report.verdict !== 'dead') return field;
    const next = mend(field, finding, { tempoUid: tempo?.uid, taken: names(fields, index), open, rows });
    if (next !== field) changes.push(`${finding.report.rule} (${field.name}): ${describe(field, next)}`);
    return next;
  });
  const isFound = (one: DerivedField) =>
    rows.every((row) => !traceIn(row, one) || mended.some((field) => traceIn(row, field) === traceOfLog(row)?.traceId));
  const added = open.filter((one) => !isFound(one)).map((one) => ({ ...one, name: unused(one.name, mended) }));
  changes.push(...added.map(({ name }) => `a new entry "${name}" for lines that no other finds the trace of`));
  return changes.length > 0
    ? { jsonData: { derivedFields: [...mended, ...added] }, changes }
    : { jsonData: {}, changes };
}

const findingOf = (findings: readonly Finding[], index: number): Finding | undefined =>
  findings.find(({ report }) => report.rule === `derivedFields[${index}]`);
const names = (fields: readonly DerivedField[], except: number): readonly string[] =>
  fields.filter((_, index) => index !== except).map(({ name }) => name);

interface Means {
  readonly tempoUid: string | undefined;
  readonly taken: readonly string[];
  /** Proposals that nothing has taken up yet; the first that fits is taken. */
  readonly open: DerivedField[];
  readonly rows: readonly LogRow[];
}

function mend(field: DerivedField, { report, elsewhere }: Finding, means: Means): DerivedField {
  const reasons = new Set(report.misses.map(({ reason }) => reason));
  let next = field;
  if (reasons.has('shadowed'))
    next = {
      ...next,
      name: unused(
        field.name,
        means.taken.map((name) => ({ name })),
      ),
    };
  const findsTrace = (one: DerivedField): boolean => means.rows.some((row) => traceIn(row, one) !== null);
  if (
    !findsTrace(next) &&
    (reasons.has('bad-pattern') || reasons.has('never-matches') || reasons.has('target-missing'))
  ) {
    const proposal = means.open.shift();
    if (proposal) {
      const { matcherType, matcherRegex } = proposal;
      next = { ...next, matcherType, matcherRegex, url: next.url || proposal.url };
    }
  }
  if (reasons.has('target-missing') && means.tempoUid !== undefined && findsTrace(next)) {
    next = { ...next, datasourceUid: means.tempoUid, url: next.url || '${__value.raw}' };
  }
  if (reasons.has('unresolved') && findsTrace(next)) next = { ...next, url: '${__value.raw}' };
  if (elsewhere) next = { ...next, datasourceUid: elsewhere.uid };
  return next;
}

function unused(name: string, among: readonly { readonly name: string }[]): string {
  const taken = new Set(among.map((one) => one.name));
  for (let n = 2; ; n++) {
    const candidate = taken.has(name) ? `${name} ${n}` : name;
    if (!taken.has(candidate)) return candidate;
  }
}

function describe(before: DerivedField, after: DerivedField): string {
  const parts = [
    before.matcherRegex !== after.matcherRegex &&
      `matches ${after.matcherType === 'label' ? 'the label ' : ''}${after.matcherRegex}`,
    before.datasourceUid !== after.datasourceUid && `leads to "${after.datasourceUid}"`,
    before.url !== after.url && 'asks for the value itself',
    before.name !== after.name && `is named "${after.name}", so that its own matcher runs`,
  ];
  return parts.filter(Boolean).join(', ');
}
