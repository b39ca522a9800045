import type { HitCount } from './correlate.ts';
import type { Signal, SourceType } from './source.ts';

/** Why a link did not arrive. `detail` of the miss says it in words, with names. */
export type MissReason =
  /** The pattern does not compile, or has no group to capture with. */
  | 'bad-pattern'
  /** The pattern, label, tag or field occurs in no sample. */
  | 'never-matches'
  /** An earlier entry of the same name decides, and finds nothing. */
  | 'shadowed'
  /** A variable of the query has no value, or one that cannot stand where it is put. */
  | 'unresolved'
  /** No data source has the uid, or it is of the wrong type, or none is named. */
  | 'target-missing'
  /** It cannot be reached. */
  | 'target-down'
  /** It refuses the credentials or the tenant. */
  | 'target-denied'
  /** It answers, but not as a source of its type does. */
  | 'target-wrong'
  /** It refuses the query. */
  | 'rejected'
  /** The query names a label that the target does not have. */
  | 'label-absent'
  /** There is something, but earlier or later than the link looks. */
  | 'outside-range'
  /** The trace has lines at the target, but not with these labels. */
  | 'labels-differ'
  /** There is nothing there. */
  | 'not-found'
  /** Counting would have taken too long or cost too much. */
  | 'not-counted';

export interface RuleMiss {
  readonly reason: MissReason;
  readonly count: number;
  readonly detail: string;
}
/** A sample that was followed. `href` is a path of ours; null for external links. */
export interface RuleExample {
  readonly text: string;
  readonly href: string | null;
  readonly hits: HitCount;
}

/** `healthy`: every link arrived. `partial`: some did. `dead`: none did. `untested`: there was nothing to try it on. */
export type RuleVerdict = 'healthy' | 'partial' | 'dead' | 'untested';

export interface RuleReport {
  /** As jumps name it: `derivedFields[0]`, `default:log-trace`. */
  readonly rule: string;
  readonly title: string;
  readonly isDefault: boolean;
  readonly target: { readonly name: string; readonly signal: Signal } | null;
  readonly verdict: RuleVerdict;
  /** Looked at, of these with a link, of these followed, of these with something at the other end. */
  readonly samples: number;
  readonly links: number;
  readonly followed: number;
  readonly hits: number;
  readonly misses: readonly RuleMiss[];
  readonly examples: readonly RuleExample[];
}

/** YAML for the source's entry in its provisioning file, `$` doubled as provisioning wants it. */
export interface DoctorPatch {
  readonly yaml: string;
  /** What it changes, a sentence each. */
  readonly changes: readonly string[];
}

export interface SourceDiagnosis {
  readonly uid: string;
  readonly name: string;
  readonly type: SourceType;
  /** What was looked at: `48 lines`, `50 spans`; times in epoch ms. null where there was nothing to be had. */
  readonly sampled: { readonly text: string; readonly from: number; readonly to: number } | null;
  /** Why the source could not be sampled, or only in part. */
  readonly problem: string | null;
  readonly rules: readonly RuleReport[];
  /** What would mend or improve the configured links; null when there is nothing to. */
  readonly patch: DoctorPatch | null;
  /** Links for a source that has none, from what it and the others contain. */
  readonly suggestion: DoctorPatch | null;
  readonly elapsedMs: number;
}
