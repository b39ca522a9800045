const MS = 1_000_000n;
const nano = (ms: number): string => String(BigInt(Math.round(ms)) * MS);
const resource = (service: string) => ({
  attributes: [{ key: 'service.name', value: { stringValue: service } }],
});

export interface SentSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Epoch ms. */
  readonly start: number;
  readonly durationMs: number;
}
export interface SentLine {
  readonly service: string;
  readonly time: number;
  readonly text: string;
}

/** Sends to a store as an SDK does, OTLP over HTTP in JSON. */
export async function sendSpan(store: string, span: SentSpan): Promise<void> {
  const { service, name, traceId, spanId, start, durationMs } = span;
  const sent = {
    traceId,
    spanId,
    name,
    kind: 2,
    startTimeUnixNano: nano(start),
    endTimeUnixNano: nano(start + durationMs),
  };
  await post(`${store}/v1/traces`, {
    resourceSpans: [{ resource: resource(service), scopeSpans: [{ spans: [sent] }] }],
  });
}

export async function sendLine(store: string, { service, time, text }: SentLine): Promise<void> {
  const record = { timeUnixNano: nano(time), severityNumber: 9, body: { stringValue: text } };
  await post(`${store}/v1/logs`, {
    resourceLogs: [{ resource: resource(service), scopeLogs: [{ logRecords: [record] }] }],
  });
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
