import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { fourSources, logContext, range, row, spanContext } from '../../contract/correlation/testing.ts';
import type { MissReason, RuleReport } from '../../contract/doctor.ts';
import { SourceSettings } from '../../contract/source.ts';
import { epochMs } from '../../contract/units.ts';
import type { Evidence, Sample } from './evidence.ts';
import type { Outcome } from './follow.ts';
import { proposeAll, proposePatch } from './patch.ts';
import { isQuery, reportRules, type Followed } from './report.ts';
import { linksByRule } from './rules.ts';

/** From samples to a report and a patch, without anyone to ask: where links lead is given. */
const TRACE = 'aafd1f254f2e92bcddf70ab297ae0ab3';
type Own = Parameters<typeof fourSources>[0];

const vocabulary = [
  { uid: 'loki', labels: ['app', 'namespace'] },
  { uid: 'prometheus', labels: ['job', 'service_name'] },
  { uid: 'pyroscope', labels: ['service_name'] },
  { uid: 'tempo', labels: ['resource.service.name'] },
];
const evidenceOf = (uid: string, samples: readonly Sample[], own: Own = {}): Evidence => {
  const sources = fourSources(own);
  return {
    source: sources.find((source) => source.uid === uid)!,
    sources,
    vocabulary,
    samples,
    metricNames: new Map([['prometheus', ['http_server_request_duration_seconds_count']]]),
    profileTypes: new Map([['pyroscope', ['wall:wall:nanoseconds:wall:nanoseconds']]]),
  };
};
const line = (text: string, labels: Parameters<typeof row>[1] = {}): Sample => ({
  context: logContext(row(text, labels)),
  text,
});
const span = (own: Parameters<typeof spanContext>[0] = {}): Sample => ({ context: spanContext(own), text: 'span' });
const exemplar = (labels: Record<string, string>): Sample => ({
  context: { kind: 'exemplar', sourceUid: 'prometheus', range, seriesLabels: {}, labels, value: 1, time: epochMs(1) },
  text: 'exemplar',
});

const arrived: Outcome = { hits: { kind: 'count', count: 1, isAtLeast: false, unit: 'spans' }, miss: null };
const missed = (reason: MissReason): Outcome => ({
  hits: { kind: 'count', count: 0, isAtLeast: false, unit: 'spans' },
  miss: { reason, detail: reason },
});
/** Every link leads where `where` says, by rule. */
function reports(evidence: Evidence, where: (rule: string, index: number) => Outcome = () => arrived) {
  const links = linksByRule(evidence);
  const followed = new Map<string, readonly Followed[]>();
  for (const [rule, of] of links) {
    const queries = of.filter(({ jump }) => isQuery(jump));
    followed.set(
      rule,
      queries.map((link, index) => ({ link, outcome: where(rule, index) })),
    );
  }
  return reportRules(evidence, links, followed);
}
const report = (all: readonly RuleReport[], rule: string): RuleReport => all.find((one) => one.rule === rule)!;
const patchOf = (evidence: Evidence, all = reports(evidence)) =>
  proposePatch(
    evidence,
    all.filter(({ isDefault }) => !isDefault).map((one) => ({ report: one, elsewhere: null })),
  );
/** A patch as the provisioning would read it. */
const settingsOf = (yaml: string) =>
  SourceSettings.parse((parse(yaml.replaceAll('$$', '$')) as { jsonData: unknown }).jsonData);

describe('a report', () => {
  const field = { name: 'Trace', matcherRegex: 'trace_id=(\\w+)', url: '${__value.raw}', datasourceUid: 'tempo' };
  const lines = [line(`trace_id=${TRACE}`), line('nothing'), line(`trace_id=${TRACE.replace('a', 'b')}`)];
  const evidence = evidenceOf('loki', lines, { loki: { settings: { derivedFields: [field] } } });

  it('tells how many samples had a link, how many arrived, and shows some of both', () => {
    const one = report(
      reports(evidence, (_, index) => (index === 0 ? arrived : missed('not-found'))),
      'derivedFields[0]',
    );
    expect(one).toMatchObject({
      verdict: 'partial',
      samples: 3,
      links: 2,
      followed: 2,
      hits: 1,
      target: { name: 'Tempo', signal: 'traces' },
      misses: [{ reason: 'not-found', count: 1 }],
    });
    expect(one.examples.map(({ hits }) => hits.kind === 'count' && hits.count)).toEqual([1, 0]);
    expect(one.examples[0]!.href).toMatch(/^\/explore\?schemaVersion=1&panes=/);
  });

  it.each<[string, (index: number) => Outcome]>([
    ['healthy', () => arrived],
    ['dead', () => missed('target-down')],
    ['untested', () => missed('not-counted')],
    ['healthy', (index) => (index === 0 ? arrived : missed('not-counted'))],
  ])('calls a rule %s', (verdict, where) => {
    expect(
      report(
        reports(evidence, (_, index) => where(index)),
        'derivedFields[0]',
      ).verdict,
    ).toBe(verdict);
  });

  it('does not judge what it had nothing to try on, unless it leads nowhere', () => {
    const own = { loki: { settings: { derivedFields: [field, { ...field, name: 'b', datasourceUid: 'gone' }] } } };
    expect(reports(evidenceOf('loki', [], own)).map(({ verdict }) => verdict)).toEqual(['untested', 'dead']);
  });

  it('lists default rules after the configured ones', () => {
    const rules = reports(evidence).map(({ rule, isDefault }) => `${rule} ${isDefault}`);
    expect(rules.slice(0, 2)).toEqual(['derivedFields[0] false', 'default:log-trace true']);
  });
});

describe('a rule without links says why', () => {
  const why = (evidence: Evidence, rule: string) => {
    const one = report(reports(evidence), rule);
    expect(one).toMatchObject({ verdict: 'dead', links: 0 });
    return `${one.misses[0]!.reason}: ${one.misses[0]!.detail}`;
  };
  const derived = (...derivedFields: object[]) => ({ loki: { settings: { derivedFields } } });
  const field = { name: 'a', matcherRegex: 'id=(\\w+)', url: '${__value.raw}', datasourceUid: 'tempo' };

  it.each([
    [derived({ ...field, datasourceUid: 'tempoo' }), /^target-missing: no data source has the uid "tempoo"/],
    [derived({ ...field, datasourceUid: undefined, url: '' }), /^target-missing: it names neither/],
    [derived({ ...field, matcherRegex: '(' }), /^bad-pattern: Invalid regular expression/],
    [derived({ ...field, matcherRegex: 'id=' }), /^bad-pattern: .*no group/],
    [derived({ ...field, matcherRegex: 'x=(\\w+)' }), /^never-matches: .*none of the lines \(1 looked at\)/],
    [derived({ ...field, matcherType: 'label', matcherRegex: 'x' }), /^never-matches: no label/],
    [derived({ ...field, url: '{a="${gone}"}' }), /^unresolved: nothing answers \$\{gone\}/],
    [derived({ ...field, matcherRegex: '(.*)' }), /^unresolved: what it matches cannot stand/],
  ])('%j', (own, expected) =>
    expect(why(evidenceOf('loki', [line('id=7 {}')], own), 'derivedFields[0]')).toMatch(expected),
  );

  it('when another entry of its name decides', () => {
    const own = derived({ ...field, matcherRegex: 'x=(\\w+)' }, field);
    expect(why(evidenceOf('loki', [line('id=7')], own), 'derivedFields[1]')).toMatch(
      /^shadowed: an earlier entry named "a"/,
    );
  });

  const tempo = (settings: object) => ({ tempo: { settings } });
  it.each([
    [
      tempo({ tracesToLogsV2: { datasourceUid: 'prometheus' } }),
      'tracesToLogsV2',
      /target-missing: "Prometheus" is of type prometheus; .* loki/,
    ],
    [
      tempo({ tracesToLogsV2: { datasourceUid: 'loki', tags: [{ key: 'x' }] } }),
      'tracesToLogsV2',
      /never-matches: no span has any of the tags "x"; .*service.name/,
    ],
    [
      tempo({ tracesToLogsV2: { datasourceUid: 'loki', customQuery: true, query: '{a="${__span.tags["gone"]}"}' } }),
      'tracesToLogsV2',
      /unresolved: no span answers \$\{__span.tags\["gone"\]\}/,
    ],
    [
      tempo({
        tracesToMetrics: { datasourceUid: 'prometheus', tags: [{ key: 'x' }], queries: [{ query: 'x{$__tags}' }] },
      }),
      'tracesToMetrics.queries[0]',
      /unresolved: no span has any of the tags "x"/,
    ],
    [
      tempo({ tracesToProfiles: { datasourceUid: 'pyroscope' } }),
      'tracesToProfiles',
      /never-matches: no span has the attribute "pyroscope.profile.id"/,
    ],
  ])('%j', (own, rule, expected) => expect(why(evidenceOf('tempo', [span()], own), rule)).toMatch(expected));

  it('when exemplars call the trace otherwise', () => {
    const own = {
      prometheus: { settings: { exemplarTraceIdDestinations: [{ name: 'traceID', datasourceUid: 'tempo' }] } },
    };
    expect(why(evidenceOf('prometheus', [exemplar({ trace_id: TRACE })], own), 'exemplarTraceIdDestinations[0]')).toBe(
      'never-matches: no exemplar has a label "traceID"; they have trace_id',
    );
  });

  it.each([
    [{ field: 'gone', target: { expr: 'x' } }, /never-matches: no sample has the field "gone"/],
    [
      {
        field: 'Line',
        target: { expr: 'x{a="${v}"}' },
        transformations: [{ type: 'regex', expression: '(never)', mapValue: 'v' }],
      },
      /unresolved: the transformations of "Line" give no value for \$\{v\}/,
    ],
  ])('of a correlation: %j', (config, expected) => {
    const own = { loki: { correlations: [{ targetUID: 'prometheus', config }] } };
    expect(why(evidenceOf('loki', [line('x')], own), 'correlations[0]')).toMatch(expected);
  });
});

describe('a patch', () => {
  const rows = [
    line(`{"level":30,"trace_id":"${TRACE}"}`),
    line(`level=info traceID=${TRACE}`),
    line('x', { structuredMetadata: { trace_id: TRACE } }),
  ];
  const derived = (...derivedFields: object[]) => ({ loki: { settings: { derivedFields } } });

  it('finds what patterns miss, keeps what works, and doubles each $', () => {
    const good = {
      name: 'Trace',
      matcherType: 'label',
      matcherRegex: '^trace_id$',
      url: '${__value.raw}',
      datasourceUid: 'tempo',
    };
    const dead = { name: 'Dead', matcherRegex: 'never="(\\w+)"', url: '${__value.raw}', datasourceUid: 'tempo' };
    const evidence = evidenceOf('loki', rows, derived(good, dead));
    const patch = patchOf(evidence)!;
    expect(patch.yaml).toContain('url: $${__value.raw}');
    const { derivedFields } = settingsOf(patch.yaml);
    expect(derivedFields[0]).toMatchObject(good);
    expect(derivedFields[1]).toMatchObject({ name: 'Dead', matcherRegex: '"trace_id":"(\\w+)' });
    const mended = evidenceOf('loki', rows, { loki: { settings: { derivedFields } } });
    const after = reports(mended).filter(({ isDefault }) => !isDefault);
    expect(after.map(({ verdict, links }) => `${verdict} ${links}`)).toEqual(['healthy 1', 'healthy 1', 'healthy 1']);
    expect(patchOf(mended)).toBeNull();
  });

  it('gives a shadowed entry a name of its own, and a target that there is', () => {
    const base = { url: '${__value.raw}', datasourceUid: 'tempoo' };
    const evidence = evidenceOf(
      'loki',
      rows,
      derived(
        { ...base, name: 'T', matcherRegex: '"trace_id":"(\\w+)', datasourceUid: 'tempo' },
        { ...base, name: 'T2', matcherRegex: 'traceID=(\\w+)' },
      ),
    );
    const { derivedFields } = settingsOf(patchOf(evidence)!.yaml);
    expect(derivedFields.map(({ datasourceUid }) => datasourceUid)).toEqual(['tempo', 'tempo', 'tempo']);
  });

  it('names the labels that the logs have, and reaches further where they lie outside', () => {
    const own = {
      tempo: {
        settings: {
          tracesToLogsV2: {
            datasourceUid: 'loki',
            filterByTraceID: true,
            tags: [{ key: 'service.name', value: 'svc' }],
          },
        },
      },
    };
    const evidence = evidenceOf('tempo', [span()], own);
    const absent = patchOf(
      evidence,
      reports(evidence, () => missed('label-absent')),
    )!;
    expect(settingsOf(absent.yaml).tracesToLogsV2).toMatchObject({
      datasourceUid: 'loki',
      filterByTraceID: true,
      tags: [{ key: 'service.name', value: 'app' }],
    });
    const outside = patchOf(
      evidence,
      reports(evidence, () => missed('outside-range')),
    )!;
    expect(settingsOf(outside.yaml).tracesToLogsV2).toMatchObject({
      spanStartTimeShift: '-5m',
      spanEndTimeShift: '5m',
      tags: [{ value: 'svc' }],
    });
  });

  it('leads where the traces are', () => {
    const own = derived({
      name: 'T',
      matcherRegex: '"trace_id":"(\\w+)',
      url: '${__value.raw}',
      datasourceUid: 'tempo',
    });
    const evidence = evidenceOf('loki', [rows[0]!], own);
    const dead = report(
      reports(evidence, () => missed('not-found')),
      'derivedFields[0]',
    );
    const other = { ...evidence.source, uid: 'tempo-eu', type: 'tempo' } as const;
    const patch = proposePatch(evidence, [{ report: dead, elsewhere: other }])!;
    expect(settingsOf(patch.yaml).derivedFields[0]!.datasourceUid).toBe('tempo-eu');
  });

  it('leads correlations to a source that understands their query', () => {
    const correlation = { targetUID: 'gone', label: 'L', config: { field: 'Line', target: { expr: 'x{a="b"}' } } };
    const evidence = evidenceOf('loki', [line('x')], { loki: { correlations: [correlation] } });
    const { correlations } = parse(patchOf(evidence)!.yaml) as { correlations: { targetUID: string }[] };
    expect(correlations[0]!.targetUID).toBe('prometheus');
  });

  it('is not proposed where nothing is amiss', () => {
    const own = {
      prometheus: { settings: { exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'tempo' }] } },
    };
    expect(patchOf(evidenceOf('prometheus', [exemplar({ trace_id: TRACE })], own))).toBeNull();
    const more = evidenceOf('prometheus', [exemplar({ trace_id: TRACE }), exemplar({ traceID: TRACE })], own);
    const { exemplarTraceIdDestinations } = settingsOf(patchOf(more)!.yaml);
    expect(exemplarTraceIdDestinations.map(({ name }) => name)).toEqual(['trace_id', 'traceID']);
  });
});

describe('a suggestion', () => {
  it('links log lines in each way that they name their trace', () => {
    const lines = [
      line(`INFO [trace_id=${TRACE} span_id=0123456789abcdef] x`),
      line(`{"a":1, "traceId": "${TRACE}"}`),
      line(`traceparent: 00-${TRACE}-0123456789abcdef-01`),
      line('x', { structuredMetadata: { 'trace.id': TRACE } }),
      line('no trace'),
    ];
    const { derivedFields } = settingsOf(proposeAll(evidenceOf('loki', lines))!.yaml);
    const own = { loki: { settings: { derivedFields } } };
    const evidence = evidenceOf('loki', lines, own);
    const linked = new Set(
      [...linksByRule(evidence)]
        .filter(([rule]) => rule.startsWith('derived'))
        .flatMap(([, links]) => links.map(({ sample }) => sample)),
    );
    expect(linked.size).toBe(4);
    expect(new Set(derivedFields.map(({ name }) => name)).size).toBe(derivedFields.length);
  });

  it('links spans by what the other sources have', () => {
    const spans = [span({ attributes: { 'pyroscope.profile.id': '0123456789abcdef' } })];
    const settings = settingsOf(proposeAll(evidenceOf('tempo', spans))!.yaml);
    expect(settings).toMatchObject({
      tracesToLogsV2: { datasourceUid: 'loki', filterByTraceID: true, tags: [{ key: 'service.name', value: 'app' }] },
      tracesToMetrics: {
        datasourceUid: 'prometheus',
        queries: [{ name: 'Request rate' }],
        tags: [{ value: 'service_name' }],
      },
      tracesToProfiles: { datasourceUid: 'pyroscope', profileTypeId: 'wall:wall:nanoseconds:wall:nanoseconds' },
    });
  });

  it('asks in a query of its own where the logs know only job', () => {
    const evidence = { ...evidenceOf('tempo', [span()]), vocabulary: [{ uid: 'loki', labels: ['job'] }] };
    const settings = settingsOf(proposeAll(evidence)!.yaml);
    const links = linksByRule({ ...evidence, sources: fourSources({ tempo: { settings } }) });
    const jump = links.get('tracesToLogsV2')?.[0]?.jump;
    expect(jump).toMatchObject({
      targets: [{ expr: expect.stringMatching(/^\{job=~"\(\.\+\/\)\?payment"\} \| label_format .*trace_id="aafd/) }],
    });
  });

  it('links exemplars by the labels that they have', () => {
    const { exemplarTraceIdDestinations } = settingsOf(
      proposeAll(evidenceOf('prometheus', [exemplar({ traceID: TRACE })]))!.yaml,
    );
    expect(exemplarTraceIdDestinations).toMatchObject([{ name: 'traceID', datasourceUid: 'tempo' }]);
  });

  it('has nothing to say where there is nothing to link', () => {
    expect(proposeAll(evidenceOf('loki', [line('no trace')]))).toBeNull();
  });
});
