import { fromWireNumber, type Labels } from '../../../server/contract/answer.ts';
import type { MetricAnswer } from '../../../server/contract/metrics.ts';
import type { NodeKind, ServiceEdge, ServiceNode } from './graph.ts';

/** Instant answers over Tempo's `traces_service_graph_*`, grouped by `client`, `server` and `connection_type`. */
export interface EdgeAnswers {
  readonly rate: MetricAnswer;
  readonly failed: MetricAnswer;
  readonly p95Server: MetricAnswer;
  readonly p95Client: MetricAnswer;
  readonly busy: MetricAnswer;
}

const kindOf = (connection: string | undefined): NodeKind =>
  connection === 'database' ? 'database' : connection === 'messaging_system' ? 'messaging' : 'service';

/** Calls that did not happen in the range are left out. */
export function edgesOf(answers: EdgeAnswers): readonly ServiceEdge[] {
  const failed = byCall(answers.failed);
  const server = byCall(answers.p95Server);
  const client = byCall(answers.p95Client);
  const busy = byCall(answers.busy);
  return [...byCall(answers.rate)].flatMap(([key, { labels, value }]): ServiceEdge[] => {
    const { client: from, server: to } = labels;
    if (!from || !to || !(value > 0)) return [];
    return [
      {
        client: from,
        server: to,
        kind: kindOf(labels['connection_type']),
        rate: value,
        errorRate: finite(failed.get(key)?.value) ?? 0,
        // Only the caller sees how long a database took; only the callee, what a call from outside took.
        p95: finite(server.get(key)?.value) ?? finite(client.get(key)?.value),
        busy: finite(busy.get(key)?.value) ?? 0,
      },
    ];
  });
}

/** Instant answers over Tempo's `traces_spanmetrics_*` of server and consumer spans, grouped by `service`. */
export interface NodeAnswers {
  readonly rate: MetricAnswer;
  readonly failed: MetricAnswer;
  readonly p95: MetricAnswer;
}

export function nodesOf(answers: NodeAnswers): readonly ServiceNode[] {
  const failed = byLabel(answers.failed, 'service');
  const p95 = byLabel(answers.p95, 'service');
  return [...byLabel(answers.rate, 'service')].flatMap(([name, rate]): ServiceNode[] =>
    name === '' || !(rate > 0)
      ? []
      : [{ name, kind: 'service', rate, errorRate: finite(failed.get(name)) ?? 0, p95: finite(p95.get(name)) }],
  );
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

interface Valued {
  readonly labels: Labels;
  readonly value: number;
}

function valuesOf({ series }: MetricAnswer): readonly Valued[] {
  return series.map(({ labels, values }) => ({ labels, value: fromWireNumber(values.at(-1) ?? null) ?? NaN }));
}

const byCall = (answer: MetricAnswer): ReadonlyMap<string, Valued> =>
  new Map(valuesOf(answer).map((one) => [`${one.labels['client']}\n${one.labels['server']}`, one]));

/** The values of an instant answer by one label. */
export const byLabel = (answer: MetricAnswer, label: string): ReadonlyMap<string, number> =>
  new Map(valuesOf(answer).map(({ labels, value }) => [labels[label] ?? '', value]));
