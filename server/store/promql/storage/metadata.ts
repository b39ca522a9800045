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
}

/** Differing descriptions of one metric beyond this many are not kept. */
const MAX_PER_METRIC = 10;

export function createMetadataStore(): MetadataStore {
  const byName = new Map<string, MetricMetadata[]>();
  return {
    set(name, metadata) {
      const known = byName.get(name) ?? [];
      const isSame = ({ type, help, unit }: MetricMetadata) =>
        type === metadata.type && help === metadata.help && unit === metadata.unit;
      if (name === '' || known.length >= MAX_PER_METRIC || known.some(isSame)) return;
      byName.set(name, [...known, metadata]);
    },
    get: (name) => byName.get(name) ?? [],
    names: () => [...byName.keys()].sort(),
    clear: () => byName.clear(),
  };
}
