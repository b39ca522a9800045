import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runScript } from './promqltest.ts';

const scripts = new URL('../../../../shared/promqltest/', import.meta.url);

describe("Prometheus' own scripts", () => {
  it.each(readdirSync(scripts).filter((name) => name.endsWith('.test')))('%s', async (name) => {
    const cases = await runScript(readFileSync(new URL(name, scripts), 'utf8'));
    expect(cases.length).toBeGreaterThan(10);
    expect(cases.filter(({ status }) => status === 'failed')).toEqual([]);
  });
});

const LOADED = `
load 1m
  requests_total{job="a"} 0+60x10
  requests_total{job="b"} 0+30x10
  latency {{schema:0 count:3 sum:4 buckets:[1 2]}}x10
`;

async function statusOf(script: string): Promise<string[]> {
  return (await runScript(LOADED + script)).map(({ status, reason }) => (status === 'passed' ? status : reason));
}

describe('the script runner', () => {
  it('passes what is right', async () => {
    const script = `
eval instant at 5m sum by (job) (rate(requests_total[5m]))
  {job="a"} 1
  {job="b"} 0.5

eval range from 0 to 2m step 1m requests_total{job="a"}
  requests_total{job="a"} 0+60x2

eval instant at 5m latency
  latency {{schema:0 count:3 sum:4 buckets:[1 2]}}

eval instant at 0 1 + 1
  2
`;
    expect(await statusOf(script)).toEqual(['passed', 'passed', 'passed', 'passed']);
  });

  it.each([
    [
      'a wrong value',
      'eval instant at 5m requests_total{job="a"}\n  requests_total{job="a"} 301',
      /expected 301 but got 300/,
    ],
    [
      'a missing series',
      'eval instant at 5m requests_total{job="a"}\n  requests_total{job="a"} 300\n  x 1',
      /"x"} not found/,
    ],
    ['an unexpected series', 'eval instant at 5m requests_total{job="a"}', /unexpected metric/],
    [
      'a wrong bucket',
      'eval instant at 5m latency\n  latency {{schema:0 count:3 sum:4 buckets:[2 1]}}',
      /buckets:\[2 1\]/,
    ],
    [
      'a wrong order',
      'eval instant at 5m sort_desc(requests_total)\n  expect ordered\n  requests_total{job="b"} 150\n  requests_total{job="a"} 300',
      /position 2/,
    ],
    ['an error that does not come', 'eval instant at 5m requests_total\n  expect fail', /expected an error/],
    ['an error nobody expects', 'eval instant at 5m requests_total * on() requests_total', /duplicate series/],
    [
      'another error',
      'eval instant at 5m requests_total * on() requests_total\n  expect fail msg: no',
      /expected error no/,
    ],
    ['an annotation that does not come', 'eval instant at 5m time()\n  expect warn\n  300', /expected warn/],
    [
      'an annotation nobody expects',
      'eval instant at 5m quantile(2, requests_total)\n  expect no_warn\n  {} +Inf',
      /unexpected warn/,
    ],
    ['a command that is none', 'frobnicate', /invalid command/],
    [
      'another error than the old notation expects',
      'eval_fail instant at 5m requests_total * on() requests_total\n  expected_fail_message no',
      /expected error no/,
    ],
    [
      'another error than `eval_fail` and `expect fail` together expect',
      'eval_fail instant at 5m requests_total * on() requests_total\n  expect fail regex: none+',
      /expected error \/none\+\//,
    ],
    ['an end before the start', 'eval range from 10m to 9m step 1m vector(0)', /end is before the start/],
    [
      'several values of an instant',
      'eval instant at 5m requests_total{job="a"}\n  requests_total{job="a"} 300 300',
      /expect range vector/,
    ],
    [
      'a warning that is expected and not',
      'eval instant at 5m time()\n  expect warn\n  expect no_warn\n  300',
      /warn and no_warn/,
    ],
    [
      'two failures',
      'eval instant at 5m requests_total\n  expect fail msg: a\n  expect fail msg: b',
      /more than one failure/,
    ],
    ['start times without samples', 'load 1m\n  x@st -1m', /start times without samples/],
    ['start times of other samples', 'load 1m\n  x@st -1m\n  x 1 2', /1 start times for 2 samples/],
  ])('fails %s', async (_, script, reason) => {
    expect(await statusOf(`\n${script}\n`)).toEqual([expect.stringMatching(reason)]);
  });

  it('reads the old notation', async () => {
    const script = `
eval_fail instant at 5m requests_total * on() requests_total
  expected_fail_regexp duplicate series .* right hand-side

eval_warn instant at 5m quantile(2, requests_total)
  {} +Inf

eval_ordered instant at 5m sort(requests_total)
  requests_total{job="b"} 150
  requests_total{job="a"} 300
`;
    expect(await statusOf(script)).toEqual(['passed', 'passed', 'passed']);
  });

  it('lets the old notation leave other annotations open', async () => {
    const query = 'quantile(2, requests_total) + quantile(3, requests_total)';
    const script = (head: string) => `\n${head} instant at 5m ${query}\n  expect warn regex: got 2\n  {} +Inf\n`;
    expect(await statusOf(script('eval_warn'))).toEqual([expect.stringMatching(/unexpected warn .* got 3/)]);
    expect(await statusOf(`\neval_warn instant at 5m ${query}\n  {} +Inf\n`)).toEqual(['passed']);
  });

  it.each([
    ['', 'passed'],
    [' (1:10)', 'passed'],
    [' (1:11)', 'failed'],
  ])('takes the place of an annotation as the script names it: "%s"', async (place, status) => {
    const text = `PromQL warning: quantile value should be between 0 and 1, got 2${place}`;
    const script = `\neval instant at 5m quantile(2, requests_total)\n  expect warn msg: ${text}\n  {} +Inf`;
    expect((await runScript(LOADED + script)).map((found) => found.status)).toEqual([status]);
  });

  it('goes on after a line it cannot read', async () => {
    const cases = await runScript(`load 1m\n  a{{ 1\n\nload 1m\n  b 1\n\neval instant at 0 b\n  b 1\n`);
    expect(cases.map(({ line, status }) => [line, status])).toEqual([
      [1, 'failed'],
      [7, 'passed'],
    ]);
  });
});
