import { z } from 'zod';
import { SourceInfo } from '../../../server/contract/source.ts';
import { NewLink } from '../../../server/contract/trails.ts';
import { ANSWER_SHAPES } from './answer-shapes.ts';
import { CodecError, decode, encode } from './codec.ts';
import { resultKind } from './result-key.ts';

/**
 * A trail with all that its panes showed, as one JSON file. Whoever opens it needs neither the sources nor us; whoever
 * wrote it may mean harm, so nothing in it is taken unread, and nothing in it is ever run.
 */
const FORMAT = 'sightline-bundle';
const VERSION = 1;
/** Larger files are not opened: they would hold a tab's memory. Bytes */
export const MAX_BUNDLE_BYTES = 64 * 2 ** 20;

/** What a pane's query was answered. `at`: when, epoch ms. */
export interface BundleResult {
  readonly key: readonly unknown[];
  readonly at: number;
  readonly data: unknown;
}
export interface BundleHead {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly state: { readonly panes: string; readonly focus?: string };
  /** Of the panes, as they were: without secrets, and never in place of those that are there. */
  readonly sources: readonly SourceInfo[];
}
/** Results by pane. */
export type BundleResults = Readonly<Record<string, readonly BundleResult[]>>;

const Result = z.object({ key: z.array(z.json()).min(3).max(30), at: z.number(), data: z.unknown() });
const Head = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  name: z.string().max(200),
  createdAt: z.iso.datetime(),
  state: NewLink,
  sources: z.array(SourceInfo).max(200),
  panes: z.record(z.string().regex(/^[0-9a-z]{3}$/), z.array(Result).max(200)),
});

/** The file's beginning, for `formatResult`s of each pane to follow. */
export const formatHead = ({ name, createdAt, state, sources }: BundleHead): string => {
  const head = JSON.stringify({ format: FORMAT, version: VERSION, name, createdAt, state, sources });
  return `${head.slice(0, -1)},"panes":{`;
};

export const formatResult = ({ key, at, data }: BundleResult): string =>
  JSON.stringify({ key, at, data: encode(data) });

export type ReadBundle =
  | { readonly ok: true; readonly head: BundleHead; readonly results: BundleResults }
  /** Words for the reader. */
  | { readonly ok: false; readonly reason: string };

/** Reads a file that anybody may have written. */
export function readBundle(text: string): ReadBundle {
  const refuse = (reason: string): ReadBundle => ({ ok: false, reason });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('It is not JSON: the file is damaged, or something else.');
  }
  const about = z.object({ format: z.literal(FORMAT), version: z.number() }).safeParse(json);
  if (!about.success) return refuse('It is no results file of Sightline.');
  if (about.data.version !== VERSION) {
    return refuse(`It has version ${about.data.version}, and this Sightline reads version ${VERSION}.`);
  }
  const read = Head.safeParse(json);
  if (!read.success) return refuse(`It is not as Sightline writes it: ${firstIssue(read.error)}.`);
  const { name, createdAt, state, sources, panes } = read.data;
  try {
    return { ok: true, head: { name, createdAt, state, sources }, results: readResults(panes) };
  } catch (error) {
    if (error instanceof CodecError) return refuse(`A result in it is not as Sightline writes it: ${error.message}.`);
    throw error;
  }
}

function readResults(panes: z.output<typeof Head>['panes']): BundleResults {
  const read = Object.entries(panes).map(([id, results]): [string, BundleResult[]] => [
    id,
    results.map(({ key, at, data }) => {
      const shape = ANSWER_SHAPES.get(resultKind(key));
      if (!shape) throw new CodecError(`${resultKind(key).slice(0, 50)} is no query`);
      const answer = shape.safeParse(decode(data));
      if (!answer.success) throw new CodecError(`${resultKind(key)}: ${firstIssue(answer.error)}`);
      return { key, at, data: answer.data };
    }),
  ]);
  return Object.fromEntries(read);
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  return `${path === '' ? 'it' : path.slice(0, 100)}: ${(issue?.message ?? 'unknown').slice(0, 200)}`;
}
