import {
  Server,
  ServerCredentials,
  type handleUnaryCall,
  type ServiceDefinition,
  type status as Status,
} from '@grpc/grpc-js';
import { acceptRecord, refusalOf, type IngestDependencies } from './ingest.ts';
import { encodeExportResponse, type OtlpSignal } from './otlp/respond.ts';
import { MAX_PAYLOAD_BYTES } from './payload.ts';

export interface GrpcServer {
  readonly port: number;
  readonly stop: () => void;
}

const SERVICES: Readonly<Record<OtlpSignal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

const passBytes = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** OTLP/gRPC: the three Export methods, decoded and kept exactly as what comes by HTTP. */
export function startGrpc(
  { host, port }: { readonly host: string; readonly port: number },
  dependencies: IngestDependencies,
): Promise<GrpcServer> {
  const server = new Server({ 'grpc.max_receive_message_length': MAX_PAYLOAD_BYTES });
  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    server.addService(serviceOf(signal), { Export: createExport(signal, dependencies) });
  }
  return new Promise((resolve, reject) => {
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error) reject(new Error(`cannot listen for gRPC on ${address}: ${error.message}`, { cause: error }));
      else resolve({ port: boundPort, stop: () => server.forceShutdown() });
    });
  });
}

function serviceOf(signal: OtlpSignal): ServiceDefinition {
  return {
    Export: {
      path: `/${SERVICES[signal]}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: passBytes,
      requestDeserialize: (bytes: Buffer) => bytes,
      responseSerialize: passBytes,
      responseDeserialize: (bytes: Buffer) => bytes,
    },
  };
}

type Export = handleUnaryCall<Uint8Array, Uint8Array>;

function createExport(signal: OtlpSignal, dependencies: IngestDependencies): Export {
  const answer = async (payload: Uint8Array, callback: Parameters<Export>[1]) => {
    try {
      const result = await acceptRecord(dependencies, { kind: `${signal}-protobuf`, payload });
      callback(null, encodeExportResponse(signal, result, 'protobuf'));
    } catch (error) {
      const { code, message } = refusalOf(error, dependencies.log);
      callback({ code: code as Status, details: message });
    }
  };
  return (call, callback) => void answer(call.request, callback);
}
