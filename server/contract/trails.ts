import { z } from 'zod';
import { type ExplorePane, formatExplore, parseExplore } from './explore-url.ts';
import { isRelative, parseTime } from './time-range.ts';
import { epochMs } from './units.ts';

/** Explore's state as its URL has it: what a short link opens and a saved trail keeps. */
export interface TrailState {
  /** Canonical: as `formatExplore` writes it. */
  readonly panes: string;
  /** A pane's id; absent for the last one. */
  readonly focus?: string;
}

/** Room for twenty panes whose notes are as long as they may be. Characters. */
const MAX_STATE = 600_000;

/** Reads what a client sends into the canonical form; what only the reader's clock can resolve is refused. */
const State = z
  .object({ panes: z.string().max(MAX_STATE), focus: z.string().max(10).optional() })
  .transform((sent, context): TrailState => {
    const { panes, error } = parseExplore(sent);
    const fault = error ?? (panes.length === 0 ? 'there is no pane in it' : faultOfTimes(panes));
    if (fault !== null) {
      context.addIssue({ code: 'custom', message: fault, path: ['panes'] });
      return z.NEVER;
    }
    const isElsewhere = sent.focus !== panes.at(-1)?.id && panes.some((pane) => pane.id === sent.focus);
    return {
      panes: formatExplore({ panes }).panes,
      ...(sent.focus !== undefined && isElsewhere ? { focus: sent.focus } : {}),
    };
  });

function faultOfTimes(panes: readonly ExplorePane[]): string | null {
  const ends = panes.flatMap(({ range }) => [range.from, range.to]);
  // Any clock will do: absolute texts do not look at it.
  const bad = ends.find((text) => isRelative(text) || parseTime(text, { now: epochMs(0), roundUp: false }) === null);
  return bad === undefined ? null : `its times must be absolute, and "${bad.slice(0, 50)}" is not`;
}

/** An id of a link or a trail: ten of 62, so that none is guessed. */
export const TrailId = z.string().regex(/^[0-9A-Za-z]{10}$/, 'not an id');

export const NewLink = State;
export type NewLink = z.input<typeof NewLink>;

export interface ShortLink {
  readonly id: string;
  readonly state: TrailState;
  /** ISO 8601. */
  readonly created: string;
}

const Name = z.string().trim().min(1, 'a trail needs a name').max(200);

export const NewTrail = z.object({ name: Name, state: State });
export type NewTrail = z.input<typeof NewTrail>;

/** Only what changes. Fails with 409 when `version` is not the stored one. */
export const TrailChange = z.object({
  version: z.number().int(),
  name: Name.optional(),
  state: State.optional(),
});
export type TrailChange = z.input<typeof TrailChange>;

export interface SavedTrail {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly state: TrailState;
  /** ISO 8601. */
  readonly created: string;
  /** ISO 8601. */
  readonly updated: string;
}

/** What a trail is about, in a few words. */
export interface TrailGist {
  readonly panes: readonly { readonly datasource: string; readonly title: string }[];
  /** The beginning of the first note; '' where no pane has one. */
  readonly note: string;
}

/** A row of the list of trails. */
export interface TrailSummary extends Omit<SavedTrail, 'state'>, TrailGist {}
