import type { ValueType } from './pprof-decode.ts';

/** `name:sampleType:sampleUnit:periodType:periodUnit`, taken apart. */
export interface ProfileType {
  readonly ID: string;
  readonly name: string;
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly periodType: string;
  readonly periodUnit: string;
}

export class InvalidProfileType extends Error {
  override readonly name = 'InvalidProfileType';
}

/** @throws InvalidProfileType with Pyroscope's message */
export function parseProfileType(id: string): ProfileType {
  const parts = id.split(':');
  if (parts.length !== 5 && parts.length !== 6) {
    throw new InvalidProfileType(
      `profile-type selection must be of the form <name>:<sample-type>:<sample-unit>:<period-type>:<period-unit>(:delta), got(${parts.length}): ${JSON.stringify(id)}`,
    );
  }
  const [name = '', sampleType = '', sampleUnit = '', periodType = '', periodUnit = ''] = parts;
  return { ID: id, name, sampleType, sampleUnit, periodType, periodUnit };
}

/** What clients may say of a sample type in `sample_type_config`. */
export type SampleTypeNames = Readonly<Record<string, { readonly 'display-name'?: string } | null | undefined>>;

const GO_SAMPLE_TYPES: SampleTypeNames = {
  samples: { 'display-name': 'cpu' },
  goroutine: { 'display-name': 'goroutines' },
  contentions: { 'display-name': 'mutex_count' },
  delay: { 'display-name': 'mutex_duration' },
};

/** pprof does not say what it profiles; Pyroscope guesses the name from the sample types. */
export function profileName(sampleTypes: readonly ValueType[], config: SampleTypeNames = GO_SAMPLE_TYPES): string {
  if (sampleTypes.some(({ type }) => type === 'wall')) return 'wall';
  let shown = '';
  for (const { type } of sampleTypes) {
    shown = config[type]?.['display-name'] || type;
    if (shown.includes('cpu')) return 'process_cpu';
    if (/alloc_|inuse_/.test(shown) || shown === 'space' || shown === 'objects') return 'memory';
    if (shown.includes('mutex_')) return 'mutex';
    if (shown.includes('block_')) return 'block';
    if (shown.includes('goroutines')) return 'goroutines';
  }
  return shown;
}
