import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatProblem } from './registry.ts';
import { loadDataSources } from './load-data-sources.ts';

const env: Record<string, string> = { TOKEN: 'hunter2-token', FLAG: 'true' };
const load = (...texts: string[]) => {
  const loaded = loadDataSources({
    files: texts.map((text, index) => ({ file: `${'abc'[index]}.yaml`, text })),
    context: { env, readFile: () => 'from-file' },
    isEmbedded: (url) => url.startsWith('http://127.0.0.1:4318'),
  });
  return { sources: loaded.sources, problems: loaded.problems.map((one) => `${one.severity} ${formatProblem(one)}`) };
};
const entry = (lines: string) => `apiVersion: 1\ndatasources:\n${lines.replace(/^/gm, '  ')}`;

describe('data sources', () => {
  it('derives the uids that Grafana derives', () => {
    const names = ['Prometheus', 'Loki', 'Tempo'].map(
      (name) => `- {name: ${name}, type: ${name.toLowerCase()}, url: http://x}`,
    );
    const { sources } = load(
      entry([...names, '- {name: Pyroscope, type: grafana-pyroscope-datasource, url: http://x}'].join('\n')),
    );
    expect(sources.map((source) => source.uid)).toEqual([
      'PBFA97CFB590B2093',
      'P8E80F9AEF21F6940',
      'P214B5B846CF3925F',
      'P02E4190217B50628',
    ]);
  });

  it('fills in the defaults, and makes metrics the default source where none is declared', () => {
    const { sources } = load(
      entry(
        '- {name: L, type: loki, url: http://x}\n- {name: P, type: prometheus, url: http://127.0.0.1:4318/prometheus}',
      ),
    );
    expect(sources[0]).toMatchObject({
      isDefault: false,
      editable: false,
      basicAuth: false,
      embedded: false,
      orgId: 1,
    });
    expect(sources[1]).toMatchObject({ isDefault: true, embedded: true });
  });

  it('interpolates values, typed ones too, but not keys', () => {
    const { sources } = load(
      entry(`- name: L
  type: loki
  url: http://x
  isDefault: $FLAG
  jsonData: {httpHeaderName1: X-Scope-OrgID, maxLines: 50}
  secureJsonData: {httpHeaderValue1: $TOKEN, basicAuthPassword: '$__file{/f}', password: 007}`),
    );
    expect(sources[0]).toMatchObject({
      isDefault: true,
      settings: { maxLines: 50 },
      secureJsonData: { httpHeaderValue1: 'hunter2-token', basicAuthPassword: 'from-file', password: '007' },
    });
  });

  it('reads the old format', () => {
    const { sources, problems } = load(`datasources:
  - name: Old
    type: prometheus
    url: http://x
    org_id: 1
    is_default: true
    basic_auth: true
    basic_auth_user: bob
    json_data: {timeInterval: 30s}
    secure_json_data: {basicAuthPassword: pw}`);
    expect(problems).toEqual([]);
    expect(sources[0]).toMatchObject({
      isDefault: true,
      basicAuthUser: 'bob',
      settings: { timeInterval: '30s' },
      secureJsonData: { basicAuthPassword: 'pw' },
    });
  });

  it('takes a later entry of the same name for a replacement that keeps the uid', () => {
    const { sources, problems } = load(
      entry('- {name: Loki, type: loki, uid: mine, url: http://a}'),
      entry('- {name: Loki, type: loki, url: http://b}'),
    );
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatchObject({ uid: 'mine', url: 'http://b' });
    expect(problems).toEqual(['warning b.yaml:3:5: "Loki" stands in a.yaml:3 already; this entry replaces it']);
  });

  it('skips an entry older than the one it would replace', () => {
    const { sources } = load(
      entry('- {name: L, type: loki, version: 3, url: http://a}'),
      entry('- {name: L, type: loki, version: 2, url: http://b}'),
    );
    expect(sources[0]?.url).toBe('http://a');
  });

  it('deletes before it adds, file by file', () => {
    const { sources } = load(
      entry('- {name: A, type: loki, url: http://a}\n- {name: B, type: loki, url: http://b}'),
      'apiVersion: 1\ndeleteDatasources:\n  - {name: A, orgId: 1}',
    );
    expect(sources.map((source) => source.name)).toEqual(['B']);
  });

  it('resolves merge keys and aliases', () => {
    const { sources, problems } = load(`apiVersion: 1
datasources:
  - &base {name: A, type: loki, url: http://a, basicAuth: true}
  - {<<: *base, name: B}`);
    expect(problems).toEqual([]);
    expect(sources.map(({ name, url, basicAuth }) => [name, url, basicAuth])).toEqual([
      ['A', 'http://a', true],
      ['B', 'http://a', true],
    ]);
  });
});

describe('mistakes', () => {
  it.each<[string, string, string]>([
    [
      'a misspelt key',
      '- name: L\n  type: loki\n  url: http://x\n  ‸jsonDate: {}',
      'unknown key "jsonDate"; expected "jsonData"',
    ],
    [
      'a misspelt setting',
      '- {name: L, type: loki, url: http://x, jsonData: {‸derivedField: []}}',
      'unknown key "derivedField"; expected "derivedFields"',
    ],
    [
      'a wrong type',
      '- {name: L, type: ‸lokii, url: http://x}',
      'there is no data source type of this name; expected "loki"',
    ],
    [
      'a familiar type',
      '- {name: L, type: ‸mimir, url: http://x}',
      'there is no data source type of this name; expected "prometheus"',
    ],
    ['no type', '- ‸{name: L, url: http://x}', 'the key "type" is missing'],
    ['no name', '- ‸{type: loki, url: http://x}', 'the key "name" is missing'],
    ['no list', '  ‸name: L', 'this is a map; expected a list ("- …")'],
    [
      'a word for a flag',
      '- {name: L, type: loki, url: http://x, isDefault: ‸sure}',
      'this is neither true nor false; expected one of them',
    ],
    [
      'an odd address',
      '- {name: L, type: loki, url: ‸loki:3100}',
      'this is no address; expected http(s)://host[:port][/path]',
    ],
    [
      'direct Prometheus',
      '- {name: P, type: prometheus, url: http://x, access: ‸direct}',
      'Prometheus cannot be read by the browser directly; expected "proxy"',
    ],
    [
      'a broken pattern',
      "- {name: L, type: loki, url: http://x, jsonData: {derivedFields: [{name: a, matcherRegex: ‸'('}]}}",
      'this regular expression does not compile; expected JavaScript syntax',
    ],
    [
      'transformations at the root',
      '- {name: L, type: loki, url: http://x, correlations: [{targetUID: t, config: {field: a}, transformations: ‸[]}]}',
      '"transformations" stands beside "config"; expected it inside',
    ],
    [
      'another organisation',
      '- {name: L, type: loki, url: http://x, orgId: ‸7}',
      'there is no such organisation; expected 1',
    ],
  ])('%s', (_name, lines, expected) => {
    const text = entry(lines);
    const before = text.slice(0, text.indexOf('‸')).split('\n');
    const place = `a.yaml:${before.length}:${before.at(-1)!.length + 1}`;
    expect(load(text.replace('‸', '')).problems).toContain(`error ${place}: ${expected}`);
  });

  it('refuses two defaults, over all files', () => {
    const one = (name: string) => entry(`- {name: ${name}, type: loki, url: http://x, isDefault: true}`);
    expect(load(one('A'), one('B')).problems).toEqual([
      'error b.yaml:3:5: a second data source is the default, after "A" in a.yaml:3; expected isDefault: true on one only',
    ]);
  });

  it('refuses one uid for two sources', () => {
    const { problems } = load(
      entry('- {name: A, type: loki, uid: u, url: http://x}\n- {name: B, type: loki, uid: u, url: http://x}'),
    );
    expect(problems).toEqual(['error a.yaml:4:5: the uid "u" belongs to "A" in a.yaml:3; expected another']);
  });

  it('says what a file without apiVersion should look like', () => {
    const { problems } = load('datasources:\n  - {name: L, type: loki, url: http://x, jsonData: {}}');
    expect(problems[0]).toBe(
      'error a.yaml:2:42: unknown key "jsonData" in a file without apiVersion; expected "apiVersion: 1" at the top, or "json_data"',
    );
  });

  it.each([
    ['apiVersion: 1\ndatasources:\n\t- name: x', /^error a\.yaml:3:1: /],
    ['apiVersion: 1\napiVersion: 1', /^error a\.yaml:2:1: this key stands twice/],
    ['datasources: [', /^error a\.yaml:1:15: .*a bracket is not closed/],
    ['a: &x [*x]', /nested too deeply|unknown key/],
  ])('survives %j', (text, expected) => expect(load(text).problems.join('\n')).toMatch(expected));

  it('leaves out what it cannot show, without refusing the rest', () => {
    const { sources, problems } = load(
      entry('- {name: DB, type: mysql, url: db:3306, whatever: 1}\n- {name: L, type: loki, url: http://x}'),
    );
    expect(sources.map((source) => source.name)).toEqual(['L']);
    expect(problems).toEqual([expect.stringMatching(/^warning a\.yaml:3:22: data sources of this type are not shown/)]);
  });

  it('never repeats a secret, whatever is wrong around it', () => {
    const secret = 'correct-horse-battery';
    const texts = [
      entry(`- {name: L, type: loki, url: http://x, secureJsonData: ${secret}}`),
      entry(`- {name: L, type: loki, url: http://x, secureJsonData: {httpHeaderValue1: [${secret}]}}`),
      entry(
        `- {name: L, type: loki, url: http://x, basicAuth: ${secret}, secureJsonDate: {basicAuthPassword: ${secret}}}`,
      ),
      entry(`- name: L\n  secureJsonData:\n    basicAuthPassword: "${secret}\n`),
      entry(`- name: L\n  secureJsonData:\n   basicAuthPassword: ${secret}: ${secret}\n  ${secret}`),
      entry(`- {name: L, type: loki, url: '${secret}', access: ${secret}, orgId: ${secret}}`),
      entry(`- {name: L, type: ${secret}, uid: '${secret} x'}`),
    ];
    for (const text of texts) {
      const { problems } = load(text);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.join('\n')).not.toContain(secret);
    }
  });
});

describe('links between sources', () => {
  it('takes a uid that nobody has for a name, and warns', () => {
    const { sources, problems } = load(
      entry(`- {name: Loki, type: loki, url: http://x}
- name: Tempo
  type: tempo
  url: http://x
  jsonData:
    tracesToLogsV2: {datasourceUid: loki}
    tracesToMetrics: {datasourceUid: mimir}`),
    );
    expect(sources[1]?.settings.tracesToLogsV2?.datasourceUid).toBe('P8E80F9AEF21F6940');
    expect(sources[1]?.settings.tracesToMetrics?.datasourceUid).toBe('mimir');
    expect(problems).toEqual([
      'warning a.yaml:8:39: no data source has the uid "loki"; the one named "Loki" is taken for it; expected "P8E80F9AEF21F6940"',
      'warning a.yaml:9:40: this link leads to the uid "mimir", which no data source has',
    ]);
  });

  it('loads the documented Grafana correlation exactly as written', () => {
    const seed = join(import.meta.dirname, '../../../shared/seed');
    const page = readFileSync(join(seed, readdirSync(seed)[0]!), 'utf8');
    const text = /# Grafana provisioning[^\n]*\n(apiVersion: 1\n[\s\S]*?)\n\nGrafana Alloy/.exec(page)![1]!;
    const { sources, problems } = load(text);
    expect(problems.filter((problem) => problem.startsWith('error'))).toEqual([]);
    expect(sources.map(({ name, uid, url }) => [name, uid, url])).toEqual([
      ['Loki', 'P8E80F9AEF21F6940', 'http://loki:3100'],
      ['Tempo', 'tempo', 'http://tempo:3200'],
    ]);
    expect(sources[0]?.settings.derivedFields).toEqual([
      {
        name: 'TraceID',
        matcherType: 'regex',
        matcherRegex: '"trace_id":"(\\w+)"',
        url: '${__value.raw}',
        datasourceUid: 'tempo',
      },
    ]);
    expect(sources[1]?.settings.tracesToLogs).toMatchObject({
      datasourceUid: 'P8E80F9AEF21F6940',
      filterByTraceID: true,
      filterBySpanID: true,
    });
    expect(sources[1]?.settings.tracesToMetrics?.queries).toEqual([
      { name: 'Request duration', query: 'http_request_duration_seconds_bucket{trace_id="${__span.traceId}"}' },
    ]);
  });
});
