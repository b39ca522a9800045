import { DATASET_END_MS, DATASET_START_MS, fillEngines } from './dataset.ts';
import { bytesTarget, textTarget, type Target } from './target.ts';
import { createStoreUnderTest, type StoreUnderTest } from './store-under-test.ts';
import { expectThat } from './verdict.ts';

let filled: StoreUnderTest | null = null;

/** The data that queries are asked of; they do not change it. */
export function filledStore(): StoreUnderTest {
  if (!filled) fillEngines((filled = createStoreUnderTest()).engines);
  return filled;
}

const RANGE = { start: String(DATASET_START_MS / 1000), end: String(DATASET_END_MS / 1000) };

function queryTarget(requests: (query: string) => readonly (readonly [string, Record<string, string>])[]): Target {
  return textTarget(async (query) => {
    for (const [path, params] of requests(query)) {
      const { status, text } = await filledStore().request(`${path}?${new URLSearchParams(params)}`);
      expectThat(status === 200 || text.length > 0, `${path} answered ${status} without a reason`);
    }
  });
}

export const queryPrometheus = queryTarget((query) => [
  ['/prometheus/api/v1/query', { query, time: RANGE.end }],
  ['/prometheus/api/v1/query_range', { query, ...RANGE, step: '5' }],
]);

export const queryLoki = queryTarget((query) => [
  ['/loki/api/v1/query_range', { query, ...RANGE, step: '10', limit: '50' }],
  ['/loki/api/v1/query', { query, time: RANGE.end, limit: '5' }],
]);

export const queryTempo = queryTarget((q) => [
  ['/tempo/api/search', { q, ...RANGE, limit: '5', spss: '2' }],
  ['/tempo/api/metrics/query_range', { q, ...RANGE, step: '10s' }],
  ['/tempo/api/v2/search/tag/name/values', { q, ...RANGE }],
]);

/** A path and its parameters, one a line. */
export const requestAny = textTarget(async (text) => {
  const [path = '', ...lines] = text.split('\n');
  const params = new URLSearchParams(
    lines.map((line) => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(line) ?? [];
      return [name, value];
    }),
  );
  const url = `/${encodeURI(path.toWellFormed().replace(/^\/+/, ''))}`;
  await filledStore().request(`${url}?${params}`);
});

export const QUERIER_METHODS = [
  'ProfileTypes',
  'LabelNames',
  'LabelValues',
  'Series',
  'SelectMergeStacktraces',
  'SelectMergeSpanProfile',
  'SelectMergeProfile',
  'SelectSeries',
  'Diff',
] as const;

/** The number of a method, then its request in protobuf. */
export const askQuerierProtobuf = bytesTarget(async ([method = 0, ...message]) => {
  await ask(QUERIER_METHODS[method % QUERIER_METHODS.length] ?? '', 'application/proto', Uint8Array.from(message));
});

/** The name of a method, and on the next line its request in JSON. */
export const askQuerierJson = textTarget(async (text) => {
  const [method = '', json = ''] = text.split('\n', 2);
  await ask(encodeURIComponent(method.toWellFormed()), 'application/json', json);
});

async function ask(method: string, type: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
  const init = { method: 'POST', body, headers: { 'content-type': type } };
  await filledStore().request(`/querier.v1.QuerierService/${method}`, init);
}
