import type { MissReason, RuleReport } from '../../contract/doctor.ts';
import type { SourceInfo } from '../../contract/source.ts';

/** Keys of a source's entry that are to be replaced as a whole, and why. */
export interface Mended {
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly correlations?: readonly unknown[];
  readonly changes: readonly string[];
}

/** A rule that did not arrive, and the source where its traces were found instead. */
export interface Finding {
  readonly report: RuleReport;
  readonly elsewhere: SourceInfo | null;
}

/** Why a configured rule made no link of any sample. */
export interface NoLink {
  readonly reason: MissReason;
  readonly detail: string;
}
