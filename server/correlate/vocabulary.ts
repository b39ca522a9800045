import type { SourceVocabulary } from '../contract/correlate.ts';
import { createCoalescer } from '../http/coalesce.ts';
import { ProblemError } from '../http/problem.ts';
import type { SourceCall } from '../sources/source-call.ts';
import type { CountClients } from './count.ts';
import { createMemory } from './memory.ts';

type Labels = readonly string[] | null;

export interface Vocabulary {
  /** The names a source has; null where it cannot say. */
  readonly labels: (call: SourceCall) => Promise<Labels>;
  /**
   * Asks now.
   * @throws ProblemError when the source does not answer as it should
   */
  readonly ask: (call: SourceCall) => Promise<readonly string[]>;
  readonly all: (calls: readonly SourceCall[]) => Promise<readonly SourceVocabulary[]>;
}

const KEEP_MS = 300_000;
const RETRY_MS = 15_000;
const TIME_LIMIT_MS = 3000;
const WINDOW_MS = 6 * 3_600_000;

export function createVocabulary(clients: CountClients): Vocabulary {
  const known = createMemory<Labels>(500);
  const flights = createCoalescer<Labels>();

  const labels = async (call: SourceCall): Promise<Labels> => {
    const { source } = call;
    const key = `${source.uid} ${source.revision}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    return flights.run(key, call.signal, async (signal) => {
      const found = await askLabels(clients, { source, signal });
      known.set(key, found, found ? KEEP_MS : RETRY_MS);
      return found;
    });
  };

  return {
    labels,
    ask: (call) => namesOf(clients, call),
    all: (calls) => Promise.all(calls.map(async (call) => ({ uid: call.source.uid, labels: await labels(call) }))),
  };
}

/** A source that is down, late, or empty (telemetry older than the window) cannot say what it has. */
async function askLabels(clients: CountClients, call: SourceCall): Promise<Labels> {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  try {
    const names = await namesOf(clients, { ...call, signal });
    return names.length > 0 ? names : null;
  } catch (error) {
    if (call.signal.aborted || !(error instanceof ProblemError)) throw error;
    return null;
  }
}

async function namesOf(clients: CountClients, call: SourceCall): Promise<readonly string[]> {
  const window = { start: Date.now() - WINDOW_MS, end: Date.now() };
  switch (call.source.type) {
    case 'loki':
      return clients.loki.labels(call, window);
    case 'prometheus':
      return clients.prometheus.labels(call, { ...window, match: [] });
    case 'grafana-pyroscope-datasource':
      return clients.pyroscope.labels(call, { ...window, match: [] });
    case 'tempo': {
      const scopes = await clients.tempo.tags(call, window);
      return scopes.flatMap(({ name, tags }) => tags.map((tag) => (name === 'intrinsic' ? tag : `${name}.${tag}`)));
    }
  }
}
