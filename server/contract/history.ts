import { z } from 'zod';

/** A query worth remembering: its text for the eye and for search, its target to run it again. */
export const NewHistoryEntry = z.object({
  sourceUid: z.string().min(1).max(200),
  text: z.string().min(1).max(100_000),
  target: z.record(z.string(), z.unknown()),
});
export type NewHistoryEntry = z.infer<typeof NewHistoryEntry>;

export interface HistoryEntry extends NewHistoryEntry {
  readonly id: string;
  readonly starred: boolean;
  /** What the reader calls it; a named or starred entry is kept, the others are forgotten in time. */
  readonly name: string | null;
  /** ISO 8601; when it last ran. */
  readonly ranAt: string;
}

export const NameHistoryEntry = z.object({
  /** null takes the name away. */
  name: z.string().trim().min(1).max(200).nullable(),
});
export type NameHistoryEntry = z.infer<typeof NameHistoryEntry>;
