import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { epochMs } from '../../contract/units.ts';
import type { QueryJump } from '../../contract/jump.ts';
import { createUpstream, type Upstream } from '../../http/upstream.ts';
import { lokiClient } from '../../sources/loki/client.ts';
import { prometheusClient } from '../../sources/prometheus/client.ts';
import { pyroscopeClient } from '../../sources/pyroscope/client.ts';
import { tempoClient } from '../../sources/tempo/client.ts';
import { dataSource, stub, type Stub } from '../../testing/app.ts';
import { createCount } from '../count.ts';
import { createVocabulary } from '../vocabulary.ts';
import { absentLabels, follow } from './follow.ts';

let answer: (path: string, response: ServerResponse) => void;
let loki: Stub;
let upstream: Upstream;

beforeEach(async () => {
  loki = await stub((request, response) => answer(new URL(request.url!, 'http://x').pathname, response));
  upstream = createUpstream();
});
afterEach(async () => {
  upstream.close();
  await loki.close();
});

const jump: QueryJump = {
  kind: 'query',
  id: 'x',
  title: 'x',
  rule: 'x',
  signal: 'logs',
  sourceUid: 'loki',
  sourceType: 'loki',
  targets: [{ refId: 'A', expr: '{app="x"} |= "y"' }],
  range: { from: epochMs(0), to: epochMs(60_000) },
};
const outcome = async () => {
  const clients = {
    loki: lokiClient(upstream),
    prometheus: prometheusClient(upstream),
    tempo: tempoClient(upstream),
    pyroscope: pyroscopeClient(upstream),
  };
  const { labels, ask } = createVocabulary(clients);
  const source = dataSource('loki', loki.url);
  const deps = {
    count: createCount(clients),
    labels,
    ask,
    find: (uid: string) => (uid === 'loki' ? source : undefined),
  };
  return (await follow(deps, jump, new AbortController().signal)).miss;
};
const json = (response: ServerResponse, body: object) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

it.each([
  { reason: 'target-denied', status: 401, body: 'no org id', detail: /HTTP 401.*no org id/ },
  { reason: 'target-wrong', status: 301, body: '', detail: /redirect \(HTTP 301\)/ },
  { reason: 'target-wrong', status: 200, body: '<!doctype html><p>log in', detail: /web page/ },
  { reason: 'rejected', status: 400, body: 'parse error : nothing', detail: /rejects the query: parse error/ },
  { reason: 'target-down', status: 502, body: 'bad gateway', detail: /HTTP 502/ },
])('says $reason of an answer $status $body', async ({ reason, status, body, detail }) => {
  answer = (_path, response) => void response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  expect(await outcome()).toEqual({ reason, detail: expect.stringMatching(detail) });
});

const empty = { status: 'success', data: { resultType: 'vector', result: [] } };

it.each([
  ['label-absent', ['service_name', 'pod'], /no label "app"; it has service_name, pod$/],
  ['not-found', ['app'], /nothing for this query/],
  ['not-found', [], /wrong tenant/],
])('says %s where the source has the labels %j', async (reason, labels, detail) => {
  answer = (path, response) => {
    if (path.endsWith('/labels')) json(response, { status: 'success', data: labels });
    else if (path.endsWith('/stats')) json(response, { streams: 0, chunks: 0, entries: 0, bytes: 0 });
    else json(response, empty);
  };
  expect(await outcome()).toEqual({ reason, detail: expect.stringMatching(detail) });
});

it('reads the labels of selectors, not of strings or metrics', () => {
  const of = (expr: string) => absentLabels({ ...jump, targets: [{ refId: 'A', expr }] }, ['a']);
  expect(of('{a="{b=\\"c\\"}"} |= "{d=\\"e\\"}"')).toEqual([]);
  expect(of('sum(x{a="1", __name__="y"}) / y{c="2"}')).toEqual(['c']);
});
