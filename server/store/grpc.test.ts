import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../http/log.ts';
import { startGrpc, type GrpcServer } from './grpc.ts';
import { JournalFailed, NO_JOURNAL, type Journal } from './journal.ts';
import { encodeLogs, encodeMetrics, encodeTraces } from './otlp/encode-proto.ts';
import { createRecordingEngines, type RecordingEngines } from './recording-engines.ts';

let engines: RecordingEngines;
let server: GrpcServer;
let client: Client;
let journal: Journal;

beforeEach(async () => {
  engines = createRecordingEngines();
  journal = NO_JOURNAL;
  const log = createLog({ sinks: [] });
  const append: Journal['append'] = (record, range) => journal.append(record, range);
  server = await startGrpc({ host: '127.0.0.1', port: 0 }, { engines, journal: { append }, log, now: Date.now });
  // The client compresses as SDKs do when told to.
  client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': 2,
  });
});
afterEach(() => {
  client.close();
  server.stop();
});

function call(service: string, body: Uint8Array): Promise<Buffer> {
  const bytes = (value: Buffer) => value;
  return new Promise((resolve, reject) => {
    const path = `/opentelemetry.proto.collector.${service}/Export`;
    client.makeUnaryRequest(path, bytes, bytes, Buffer.from(body), new Metadata(), (error, answer) => {
      if (error) reject(error);
      else resolve(answer!);
    });
  });
}

const scope = { name: 's', version: '1', attributes: [] };
const resource = { attributes: [{ key: 'service.name', value: 'shop' }] };

describe('OTLP/gRPC', () => {
  it('takes traces, logs and metrics', async () => {
    const spans = [{ resource, scopeSpans: [{ scope, spans: [] }] }];
    expect(await call('trace.v1.TraceService', encodeTraces(spans))).toHaveLength(0);
    expect(engines.spans).toEqual(spans);
    const logs = [{ resource, scopeLogs: [{ scope, records: [] }] }];
    await call('logs.v1.LogsService', encodeLogs(logs));
    expect(engines.logRecords).toEqual(logs);
    const metrics = [{ resource, scopeMetrics: [{ scope, metrics: [] }] }];
    await call('metrics.v1.MetricsService', encodeMetrics(metrics));
    expect(engines.points).toEqual(metrics);
  });

  it('reports partial success', async () => {
    engines.answer = { rejected: 7, message: 'no' };
    expect(await call('trace.v1.TraceService', new Uint8Array())).toEqual(Buffer.from('\x0a\x06\x08\x07\x12\x02no'));
  });

  it('refuses malformed requests as such, and asks to try again when it cannot keep them', async () => {
    const refusal = call('trace.v1.TraceService', new Uint8Array([0x0a, 0x50]));
    await expect(refusal).rejects.toMatchObject({ code: 3, details: expect.stringContaining('truncated') });
    journal = { append: () => Promise.reject(new JournalFailed('disk full')) };
    const failed = await call('trace.v1.TraceService', new Uint8Array()).catch((error: ServiceError) => error);
    expect(failed).toMatchObject({ code: 14, details: 'could not store the data' });
  });
});
