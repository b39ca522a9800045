import type { Context } from 'hono';
import type { SourceType } from '../contract/source.ts';
import type { DataSource } from '../provisioning/data-source.ts';
import { requireSource, type SourceRegistry } from '../provisioning/registry.ts';

/** Whom to ask, and until when: the signal aborts when the client goes away. */
export interface SourceCall {
  readonly source: DataSource;
  readonly signal: AbortSignal;
}

/** The call that a request's `:uid` stands for. @throws NotFound */
export const sourceCall =
  (sources: SourceRegistry, type: SourceType) =>
  (c: Context): SourceCall => ({
    source: requireSource(sources, c.req.param('uid') ?? '', type),
    signal: c.req.raw.signal,
  });
