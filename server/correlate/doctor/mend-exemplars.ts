import { sourcesOf } from '../../contract/correlation/near-sources.ts';
import type { SourceSettings } from '../../contract/source.ts';
import { contextsOf, type Evidence } from './evidence.ts';
import type { Finding, Mended } from './findings.ts';
import { traceLabelOf } from './why-no-field-link.ts';

type Destination = SourceSettings['exemplarTraceIdDestinations'][number];

/** Trace labels of exemplars that no destination names. */
function unlinked(
  destinations: readonly Destination[],
  contexts: Parameters<typeof traceLabelOf>[0],
): readonly string[] {
  const names = new Set(destinations.map(({ name }) => name));
  const open = contexts.filter(({ labels }) => !Object.keys(labels).some((name) => names.has(name)));
  return [...new Set(open.flatMap((context) => traceLabelOf([context]) ?? []))];
}

/** Exemplar destinations by the label that exemplars have, to a source that there is. */
export function mendExemplars({ source, sources, samples }: Evidence, findings: readonly Finding[]): Mended {
  const destinations = source.settings.exemplarTraceIdDestinations;
  const label = traceLabelOf(contextsOf(samples, 'exemplar'));
  const [tempo] = sourcesOf(sources, 'tempo', source.uid);
  const changes: string[] = [];
  const mended: Destination[] = destinations.map((destination, index) => {
    const rule = `exemplarTraceIdDestinations[${index}]`;
    const finding = findings.find(({ report }) => report.rule === rule);
    if (finding?.report.verdict !== 'dead') return destination;
    const reasons = new Set(finding.report.misses.map(({ reason }) => reason));
    const isHeld = samples.some(({ context }) => context.kind === 'exemplar' && context.labels[destination.name]);
    const name = isHeld ? destination.name : (label ?? destination.name);
    const uid = finding.elsewhere?.uid ?? (reasons.has('target-missing') ? tempo?.uid : destination.datasourceUid);
    if (name === destination.name && uid === destination.datasourceUid) return destination;
    changes.push(`${rule}: the label "${name}" leads to "${uid}"`);
    return { ...destination, name, ...(uid ? { datasourceUid: uid } : {}) };
  });
  const added = unlinked(mended, contextsOf(samples, 'exemplar')).flatMap((name) =>
    tempo && destinations.length > 0 ? [{ name, datasourceUid: tempo.uid, urlDisplayLabel: 'Open trace' }] : [],
  );
  changes.push(...added.map((one) => `a new destination for exemplars that call the trace "${one.name}"`));
  return changes.length > 0
    ? { jsonData: { exemplarTraceIdDestinations: [...mended, ...added] }, changes }
    : { jsonData: {}, changes };
}
