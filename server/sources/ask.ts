import { NotFound, QueryRejected, type ProblemError } from '../http/problem.ts';
import { parseJson, refusal, type TextAnswer } from '../http/upstream-fault.ts';
import type { Params, Upstream } from '../http/upstream.ts';
import { sourceRef, type DataSource } from '../provisioning/data-source.ts';
import { decodeAnswer } from './json.ts';
import { queryPosition } from './query-position.ts';
import type { SourceCall } from './source-call.ts';

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** The parameter that holds the query text, in which an error may point. */
  readonly queryParam: string;
}

interface AskRead {
  readonly path: string;
  readonly params: Params;
  /** What a source that does not know the path lacks, in words. */
  readonly lacks?: string;
}

/** Whether the source does not have what was asked for: an older version, or another program that speaks its API. */
export const isAbsent = ({ status }: TextAnswer): boolean => status === 404 || status === 405 || status === 501;
export const lacking = (source: DataSource, what: string): string => `"${source.name}" has no ${what}`;

/** Asks sources that answer queries by GET and errors as plain text: Loki and Tempo. */
export function createAsk(upstream: Upstream, { headers = {}, queryParam }: AskOptions) {
  return async <T>(call: SourceCall, read: AskRead, decode: (body: unknown) => T): Promise<T> => {
    const answer = await upstream.text({ ...call, ...read, headers });
    if (read.lacks && isAbsent(answer))
      throw new NotFound(lacking(call.source, read.lacks), { source: sourceRef(call.source) });
    if (answer.status < 200 || answer.status > 299) {
      throw textRefusal(call.source, answer, String(read.params[queryParam] ?? ''));
    }
    return decodeAnswer(call.source, parseJson(call.source, answer), decode);
  };
}

/** An error answer as a problem; a rejected query says in the source's own words why, and where. */
export function textRefusal(source: DataSource, answer: TextAnswer, query: string): ProblemError {
  const problem = refusal(source, answer);
  const { upstream } = problem.details;
  if (!(problem instanceof QueryRejected) || !upstream) return problem;
  const position = queryPosition(upstream, query);
  return new QueryRejected(upstream, { ...problem.details, ...(position !== undefined && { position }) });
}
