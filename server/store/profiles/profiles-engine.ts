import { Hono, type Context } from 'hono';
import { createBudget } from '../budget.ts';
import { ACCEPTED, type EngineOptions, type ProfilesEngine, type WriteResult } from '../engine.ts';
import type { ProfileWrite } from '../telemetry.ts';
import { InvalidLabels, LimitExceeded } from './limits.ts';
import { MalformedProfile } from './pprof-decode.ts';
import { ProfileStore, type ProfilesPiece } from './profile-store.ts';
import { querierRoutes } from './querier-routes.ts';
import { ProfileQueries } from './queries.ts';
import { renderRoutes } from './render-routes.ts';

/**
 * Profiles in memory with Pyroscope's query API: `/querier.v1.QuerierService/*` over Connect, and the older
 * `/pyroscope/render`, `/pyroscope/render-diff`, `/pyroscope/label-values`.
 */
export function createProfilesEngine(options: EngineOptions): ProfilesEngine {
  const store = new ProfileStore(options.origin?.isSegment);
  const queries = new ProfileQueries(store);
  const budget = (c: Context) => {
    const asked = Number(c.req.header('connect-timeout-ms') ?? Infinity);
    return createBudget({
      timeoutMs: asked > 0 ? Math.min(asked, options.queryTimeoutMs) : options.queryTimeoutMs,
      maxItems: options.maxQueryItems,
      signal: c.req.raw.signal,
    });
  };
  return {
    routes: new Hono()
      .route('/querier.v1.QuerierService', querierRoutes(queries, budget))
      .route('/pyroscope', renderRoutes({ queries, budget, now: options.now })),
    write: (profiles) => writeAll(store, profiles),
    usage() {
      const oldest = store.oldestMs();
      return {
        items: store.profileCount,
        bytes: store.bytes,
        oldestUnixNano: oldest === null ? null : BigInt(Math.floor(oldest)) * 1_000_000n,
      };
    },
    dropBefore: (unixNano) => store.dropBefore(Number(unixNano / 1_000_000n)),
    clear: () => store.clear(),
    snapshots: {
      take: () => store.takeSnapshot(),
      load: (piece) => store.loadSnapshot(piece as ProfilesPiece),
    },
  };
}

/** A profile that is refused costs none of the others. */
function writeAll(store: ProfileStore, profiles: readonly ProfileWrite[]): WriteResult {
  let rejected = 0;
  const reasons = new Set<string>();
  for (const profile of profiles) {
    try {
      store.write(profile);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      rejected += 1;
      if (reasons.size < 10) reasons.add(error.message);
    }
  }
  return rejected === 0 ? ACCEPTED : { rejected, message: [...reasons].join('; ') };
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof MalformedProfile || error instanceof LimitExceeded || error instanceof InvalidLabels;
