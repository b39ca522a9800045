export interface MetricMetadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** What is known of metrics by name. */
export interface MetadataStore {
  readonly set: (name: string, metadata: MetricMetadata) => void;
  readonly get: (name: string) => readonly MetricMetadata[];
  readonly names: () => string[];
  readonly clear: () => void;
  /** What became known since the last call, by what came from the segment being written. */
  readonly takeFresh: () => readonly NamedMetadata[];
}

export interface NamedMetadata {
  readonly name: string;
  readonly metadata: MetricMetadata;
}

/** Differing descriptions of one metric beyond this many are not kept. */
const MAX_PER_METRIC = 10;

/** @param isFresh whether what is being set belongs into the next snapshot */
export function createMetadataStore(isFresh: () => boolean = () => false): MetadataStore {
  const byName = new Map<string, MetricMetadata[]>();
  // Said again and again, and in each segment once at least: one may be all that is left.
  const fresh = new Map<string, Set<MetricMetadata>>();
  return {
    set(name, metadata) {
      const known = byName.get(name) ?? [];
      const isSame = ({ type, help, unit }: MetricMetadata) =>
        type === metadata.type && help === metadata.help && unit === metadata.unit;
      const same = known.find(isSame);
      if (name === '' || (!same && known.length >= MAX_PER_METRIC)) return;
      if (!same) byName.set(name, [...known, metadata]);
      if (!isFresh()) return;
      const ofName = fresh.get(name);
      if (ofName) ofName.add(same ?? metadata);
      else fresh.set(name, new Set([same ?? metadata]));
    },
    get: (name) => byName.get(name) ?? [],
    names: () => [...byName.keys()].sort(),
    clear() {
      byName.clear();
      fresh.clear();
    },
    takeFresh() {
      const taken = [...fresh].flatMap(([name, all]) => [...all].map((metadata) => ({ name, metadata })));
      fresh.clear();
      return taken;
    },
  };
}
