import type { StoreSignalStatus, StoreStatus } from '../contract/store.ts';
import { epochMs, type EpochMs } from '../contract/units.ts';
import { NotFound } from '../http/problem.ts';
import type { Upstream } from '../http/upstream.ts';
import { sourceRef, type DataSource } from '../provisioning/data-source.ts';
import { asNumber, asObject, decodeAnswer } from './json.ts';
import type { SourceCall } from './source-call.ts';

export type ReadHeld = (call: SourceCall) => Promise<StoreStatus>;

/** The store's status lies at the root of its port, whatever path a source has. One object a source, as connections are. */
const roots = new WeakMap<DataSource, DataSource>();
function rootOf(source: DataSource): DataSource {
  // Connections are kept by uid, address included: under its own, the source would be asked at the root from then on.
  const root = roots.get(source) ?? { ...source, uid: `${source.uid} store`, url: new URL(source.url).origin };
  roots.set(source, root);
  return root;
}

/** What the embedded store behind a source holds, and what it has dropped. @throws NotFound for any other source */
export function createReadHeld(upstream: Upstream): ReadHeld {
  return async (call) => {
    const { source } = call;
    if (!source.embedded) {
      throw new NotFound(`"${source.name}" is not the embedded store`, { source: sourceRef(source) });
    }
    const body = await upstream.json({ ...call, source: rootOf(source), path: '/api/store/status' });
    return decodeAnswer(source, body, decodeStatus);
  };
}

const optionalTime = (value: unknown, where: string): EpochMs | null =>
  value === null || value === undefined ? null : epochMs(asNumber(value, where));

function decodeStatus(body: unknown): StoreStatus {
  const status = asObject(body, 'the answer');
  const signals = asObject(status['signals'], 'signals');
  const signal = (name: string): StoreSignalStatus => {
    const held = asObject(signals[name], `signals.${name}`);
    return {
      items: asNumber(held['items'], 'items'),
      bytes: asNumber(held['bytes'], 'bytes'),
      oldest: optionalTime(held['oldest'], 'oldest'),
    };
  };
  const segments = asObject(status['segments'], 'segments');
  const number = (name: string): number => asNumber(segments[name], `segments.${name}`);
  return {
    signals: {
      logs: signal('logs'),
      traces: signal('traces'),
      metrics: signal('metrics'),
      profiles: signal('profiles'),
    },
    segments: {
      enabled: segments['enabled'] === true,
      count: number('count'),
      bytes: number('bytes'),
      maxBytes: number('maxBytes'),
      retentionMs: number('retentionMs'),
      cutBytes: number('cutBytes'),
    },
    droppedBefore: optionalTime(status['droppedBefore'], 'droppedBefore'),
    loadedFrom: optionalTime(status['loadedFrom'], 'loadedFrom'),
    demo: status['demo'] === true,
  };
}
