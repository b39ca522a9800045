import { PbfWriter } from 'pbf';
import type { WriteResult } from '../engine.ts';

export type OtlpEncoding = 'protobuf' | 'json';
export type OtlpSignal = 'traces' | 'logs' | 'metrics';

/** google.rpc.Code of the refusals we give. */
export const INVALID_ARGUMENT = 3;
export const RESOURCE_EXHAUSTED = 8;
export const INTERNAL = 13;
export const UNAVAILABLE = 14;

const REJECTED_FIELD = { traces: 'rejectedSpans', logs: 'rejectedLogRecords', metrics: 'rejectedDataPoints' } as const;

/** The body of an Export…ServiceResponse: empty when everything was accepted, else the partial success. */
export function encodeExportResponse(signal: OtlpSignal, result: WriteResult, encoding: OtlpEncoding): Uint8Array {
  const { rejected, message } = result;
  const isWhole = rejected === 0 && message === '';
  if (encoding === 'json') {
    const partialSuccess = { [REJECTED_FIELD[signal]]: String(rejected), errorMessage: message };
    return Buffer.from(JSON.stringify(isWhole ? {} : { partialSuccess }));
  }
  const writer = new PbfWriter();
  if (!isWhole) writer.writeMessage(1, writePartialSuccess, result);
  return writer.finish();
}

function writePartialSuccess({ rejected, message }: WriteResult, writer: PbfWriter): void {
  if (rejected > 0) writer.writeVarintField(1, rejected);
  if (message !== '') writer.writeStringField(2, message);
}

/** A google.rpc.Status, the form in which OTLP says why a request was refused. */
export function encodeStatus(code: number, message: string, encoding: OtlpEncoding): Uint8Array {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  const writer = new PbfWriter();
  writer.writeVarintField(1, code);
  writer.writeStringField(2, message);
  return writer.finish();
}
