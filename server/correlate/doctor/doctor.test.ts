import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../config.ts';
import type { SourceDiagnosis } from '../../contract/doctor.ts';
import { startServer, type RunningServer } from '../../server.ts';

/** Against the embedded store with the demo shop, by the provisioning that `npm start` uses, and by one that is broken. */
const PROVISIONING = join(import.meta.dirname, '../../../provisioning');
let root: string;
let server: RunningServer;
let file: string;
let original: string;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
const diagnose = async (uid: string): Promise<SourceDiagnosis> => {
  const response = await fetch(`${server.url}/api/v1/correlate/doctor/${uid}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as SourceDiagnosis;
};
const configured = ({ rules }: SourceDiagnosis) => rules.filter(({ isDefault }) => !isDefault);
/** Each configured rule with its verdict and what is wrong with it. */
const findings = (diagnosis: SourceDiagnosis) =>
  Object.fromEntries(
    configured(diagnosis).map(({ rule, verdict, misses }) => [
      rule,
      verdict === 'dead' ? misses[0]?.reason : verdict === 'partial' ? 'healthy' : verdict,
    ]),
  );

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sightline-doctor-'));
  cpSync(PROVISIONING, join(root, 'provisioning'), { recursive: true });
  file = join(root, 'provisioning/datasources/embedded.yaml');
  original = readFileSync(file, 'utf8');
  const ports = { PORT: String(await freePort()), STORE_PORT: String(await freePort()) };
  const env = {
    ...ports,
    DATA_DIR: join(root, 'data'),
    PROVISIONING_DIR: join(root, 'provisioning'),
    DEMO: 'on',
    LOG_LEVEL: 'error',
  };
  server = await startServer(readConfig(env), { version: 'test', webRoot: '/nowhere' });
  // The shop's history comes in while the server answers already.
  await vi.waitUntil(async () => /^[3-9]\d lines/.test((await diagnose('loki')).sampled?.text ?? ''), {
    timeout: 90_000,
    interval: 500,
  });
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(root, { recursive: true });
});

afterEach(() => writeFileSync(file, original));

interface Entry {
  name: string;
  uid: string;
  jsonData?: Record<string, unknown>;
  correlations?: unknown[];
}
/** Changes the provisioning and has it read. */
async function provision(change: (entries: Map<string, Entry>) => void): Promise<void> {
  const parsed = parse(readFileSync(file, 'utf8')) as { datasources: Entry[] };
  change(new Map(parsed.datasources.map((entry) => [entry.uid, entry])));
  writeFileSync(file, stringify(parsed, { aliasDuplicateObjects: false }));
  const response = await fetch(`${server.url}/api/v1/provisioning/reload`, { method: 'POST' });
  const status = (await response.json()) as { stale: boolean; problems: { severity: string }[] };
  if (status.stale) throw new Error(JSON.stringify(status.problems));
}
/** As a reader would: the keys of the patch in place of those of the entry. */
const apply = (yaml: string) => (entry: Entry) => {
  const { jsonData, correlations } = parse(yaml) as Pick<Entry, 'jsonData' | 'correlations'>;
  Object.assign(entry, { jsonData: { ...entry.jsonData, ...jsonData } }, correlations && { correlations });
};

describe("the demo's provisioning", () => {
  it.each([
    ['loki', ['derivedFields[0]', 'derivedFields[1]', 'derivedFields[2]', 'derivedFields[3]']],
    ['tempo', ['tracesToLogsV2', 'tracesToMetrics.queries[0]', 'tracesToMetrics.queries[1]', 'tracesToProfiles']],
    ['prometheus', ['exemplarTraceIdDestinations[0]']],
    ['pyroscope', []],
  ])('has living links: %s', async (uid, rules) => {
    const diagnosis = await diagnose(uid);
    expect(diagnosis.problem).toBeNull();
    expect(findings(diagnosis)).toMatchObject(Object.fromEntries(rules.map((rule) => [rule, 'healthy'])));
    const living = diagnosis.rules.filter(({ isDefault, hits }) => isDefault && hits > 0);
    expect(living.length).toBeGreaterThan(2);
  });
});

describe('broken provisioning', () => {
  it('is told apart, rule by rule, and mended by its patches', async () => {
    await provision((entries) => {
      const field = { url: '$${__value.raw}', datasourceUid: 'tempo' };
      entries.get('loki')!.jsonData = {
        derivedFields: [
          { name: 'dead', matcherRegex: 'request_id="(\\w+)"', ...field },
          { name: 'ungrouped', matcherRegex: 'trace_id', ...field },
          { name: 'label', matcherType: 'label', matcherRegex: '^traceparent$', ...field },
          { name: 'uid', matcherRegex: '"trace_id":"(\\w+)"', ...field, datasourceUid: 'tempo-eu' },
          { name: 'variable', matcherRegex: 'traceID=(\\w+)', ...field, url: '$${trace}' },
        ],
      };
      entries.get('loki')!.correlations = [
        {
          targetUID: 'mimir',
          label: 'm',
          description: '',
          config: { field: 'service_name', target: { expr: 'up{job="x"}' } },
        },
      ];
      entries.get('tempo')!.jsonData = {
        tracesToLogsV2: { datasourceUid: 'loki', filterByTraceID: true, tags: [{ key: 'service.name', value: 'svc' }] },
        tracesToMetrics: {
          datasourceUid: 'prom',
          queries: [{ name: 'r', query: 'sum(rate(http_server_request_duration_seconds_count{$$__tags}[5m]))' }],
        },
        tracesToProfiles: {
          datasourceUid: 'pyroscope',
          tags: [{ key: 'service.name', value: 'application' }],
          profileTypeId: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
        },
      };
      entries.get('prometheus')!.jsonData = {
        exemplarTraceIdDestinations: [{ name: 'TraceId', datasourceUid: 'tempo' }],
      };
    });
    const before = await Promise.all(['loki', 'tempo', 'prometheus'].map(diagnose));
    expect(Object.assign({}, ...before.map(findings))).toEqual({
      'derivedFields[0]': 'never-matches',
      'derivedFields[1]': 'bad-pattern',
      'derivedFields[2]': 'never-matches',
      'derivedFields[3]': 'target-missing',
      'derivedFields[4]': 'unresolved',
      'correlations[0]': 'target-missing',
      tracesToLogsV2: 'label-absent',
      'tracesToMetrics.queries[0]': 'target-missing',
      tracesToProfiles: 'label-absent',
      'exemplarTraceIdDestinations[0]': 'never-matches',
    });
    expect(before[1]!.rules.find(({ rule }) => rule === 'tracesToLogsV2')!.misses[0]!.detail).toMatch(
      /no label "svc"; it has .*service_name/,
    );

    await provision((entries) => {
      for (const { uid, patch } of before) apply(patch!.yaml)(entries.get(uid)!);
    });
    const after = await Promise.all(['loki', 'tempo', 'prometheus'].map(diagnose));
    const verdicts = Object.assign({}, ...after.map(findings)) as Record<string, string>;
    const { 'correlations[0]': correlation, ...mended } = verdicts;
    expect(new Set(Object.values(mended))).toEqual(new Set(['healthy']));
    // Its target answers now, and holds no such job.
    expect(correlation).toBe('not-found');
  });

  it('names a source that is down, and one that is not what it should be', async () => {
    await provision((entries) => {
      entries.get('tempo')!.jsonData = {};
      Object.assign(entries.get('tempo')!, { url: 'http://127.0.0.1:9' });
    });
    expect(findings(await diagnose('loki'))['derivedFields[0]']).toBe('target-down');
    expect((await diagnose('tempo')).problem).toMatch(/"Tempo" at http:\/\/127\.0\.0\.1:9 refused the connection/);
    await provision((entries) => Object.assign(entries.get('tempo')!, { url: `${server.url}/nothing` }));
    expect(findings(await diagnose('loki'))['derivedFields[0]']).toBe('target-wrong');
  });
});

it('suggests links for sources that have none, and those live', async () => {
  await provision((entries) => {
    for (const entry of entries.values()) delete entry.jsonData;
  });
  const bare = await Promise.all(['loki', 'tempo', 'prometheus'].map(diagnose));
  expect(bare.map(({ patch, suggestion }) => [patch, suggestion?.changes.length])).toEqual([
    [null, expect.any(Number)],
    [null, 3],
    [null, expect.any(Number)],
  ]);
  await provision((entries) => {
    for (const { uid, suggestion } of bare) apply(suggestion!.yaml)(entries.get(uid)!);
  });
  for (const diagnosis of await Promise.all(['loki', 'tempo', 'prometheus'].map(diagnose))) {
    expect(configured(diagnosis).length).toBeGreaterThan(0);
    expect(new Set(Object.values(findings(diagnosis)))).toEqual(new Set(['healthy']));
  }
});
