import { PbfReader } from 'pbf';

/** A pprof profile with its indices resolved; what could not be resolved makes it malformed. */
export interface PprofProfile {
  readonly sampleTypes: readonly ValueType[];
  readonly periodType: ValueType;
  readonly period: number;
  /** Epoch ms; 0 when the profile carries none. */
  readonly timeMs: number;
  readonly samples: readonly PprofSample[];
  /** By location id: the frames of a location, innermost (most inlined) first. */
  readonly locations: ReadonlyMap<number, readonly PprofFrame[]>;
}
export interface ValueType {
  readonly type: string;
  readonly unit: string;
}
export interface PprofSample {
  /** Leaf first. */
  readonly locationIds: readonly number[];
  /** One per sample type. */
  readonly values: readonly number[];
  /** Labels with text; numbers are not kept. */
  readonly labels: readonly (readonly [string, string])[];
}
export interface PprofFrame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly startLine: number;
}

/** The bytes are not a pprof profile. */
export class MalformedProfile extends Error {
  override readonly name = 'MalformedProfile';
}

/** Far more than the store takes: two bytes can become an object of some hundred. */
const MAX_SAMPLES = 100_000;

interface RawSample {
  readonly locationIds: number[];
  readonly values: number[];
  readonly labels: number[];
}
interface RawFunction {
  name: number;
  systemName: number;
  file: number;
  startLine: number;
}
interface RawLocation {
  mapping: number;
  address: number;
  readonly functions: number[];
  readonly lines: number[];
}
interface RawProfile {
  readonly sampleTypes: { type: number; unit: number }[];
  readonly samples: RawSample[];
  readonly mappings: Map<number, number>;
  readonly locations: Map<number, RawLocation>;
  readonly functions: Map<number, RawFunction>;
  readonly strings: string[];
  periodType: { type: number; unit: number };
  period: number;
  timeNanos: number;
}

/**
 * Decodes profile.proto. Work and memory are proportional to the bytes given, whatever they say of themselves.
 *
 * @throws MalformedProfile
 */
export function decodePprof(bytes: Uint8Array): PprofProfile {
  const raw = readRaw(bytes, readProfileField);
  const resolver = new Resolver(raw);
  if (raw.sampleTypes.length === 0) throw new MalformedProfile('empty profile');
  return {
    sampleTypes: raw.sampleTypes.map((type) => resolver.valueType(type)),
    periodType: resolver.valueType(raw.periodType),
    period: raw.period,
    timeMs: Math.floor(raw.timeNanos / 1e6),
    samples: raw.samples.map((sample) => resolver.sample(sample)),
    locations: resolver.locations(),
  };
}

/**
 * What a profile says of itself, without looking at stacks.
 *
 * @throws MalformedProfile
 */
export function readPprofHeader(bytes: Uint8Array): Pick<PprofProfile, 'sampleTypes' | 'timeMs'> {
  const raw = readRaw(bytes, (id, profile, pbf) => {
    if (id === 1 || id === 6 || id === 9) readProfileField(id, profile, pbf);
    else pbf.skip(pbf.type);
  });
  const resolver = new Resolver(raw);
  return {
    sampleTypes: raw.sampleTypes.map((type) => resolver.valueType(type)),
    timeMs: Math.floor(raw.timeNanos / 1e6),
  };
}

type FieldReader = (id: number, profile: RawProfile, pbf: PbfReader) => void;

function readRaw(bytes: Uint8Array, readField: FieldReader): RawProfile {
  const raw: RawProfile = {
    sampleTypes: [],
    samples: [],
    mappings: new Map(),
    locations: new Map(),
    functions: new Map(),
    strings: [],
    periodType: { type: 0, unit: 0 },
    period: 0,
    timeNanos: 0,
  };
  const pbf = new PbfReader(bytes);
  try {
    readUntil(pbf, bytes.length, (id) => readField(id, raw, pbf));
  } catch (error) {
    if (error instanceof MalformedProfile) throw error;
    throw new MalformedProfile(`not a pprof profile: ${(error as Error).message}`, { cause: error });
  }
  return raw;
}

/** pbf reads past the end of its buffer without complaint; a field that does so is cut off or a lie. */
function readUntil(pbf: PbfReader, end: number, readField: (id: number) => void): void {
  for (let id = pbf.nextField(end); id !== 0; id = pbf.nextField(end)) {
    readField(id);
    if (pbf.pos > end || pbf.pos > pbf.length)
      throw new MalformedProfile('not a pprof profile: unexpected end of data');
  }
}

function readNested(pbf: PbfReader, readField: (id: number) => void): void {
  if (pbf.type !== 2) throw new MalformedProfile(`not a pprof profile: wire type ${pbf.type} where a message belongs`);
  const end = pbf.readVarint() + pbf.pos;
  if (end > pbf.length) throw new MalformedProfile('not a pprof profile: unexpected end of data');
  readUntil(pbf, end, readField);
}

function readInt(pbf: PbfReader): number {
  if (pbf.type !== 0) throw new MalformedProfile(`not a pprof profile: wire type ${pbf.type} where a number belongs`);
  return pbf.readVarint(true);
}

function readInts(pbf: PbfReader, into: number[]): void {
  if (pbf.type === 2) pbf.readPackedVarint(into, true);
  else into.push(readInt(pbf));
}

function readProfileField(id: number, profile: RawProfile, pbf: PbfReader): void {
  switch (id) {
    case 1:
      profile.sampleTypes.push(readValueType(pbf));
      return;
    case 2:
      profile.samples.push(readSample(pbf));
      if (profile.samples.length > MAX_SAMPLES)
        throw new MalformedProfile(`not a pprof profile: more than ${MAX_SAMPLES} samples`);
      return;
    case 3:
      readMapping(pbf, profile);
      return;
    case 4:
      readLocation(pbf, profile);
      return;
    case 5:
      readFunction(pbf, profile);
      return;
    case 6:
      if (pbf.type !== 2) throw new MalformedProfile('not a pprof profile: the string table holds no text');
      profile.strings.push(pbf.readString());
      return;
    case 9:
      profile.timeNanos = readInt(pbf);
      return;
    case 11:
      profile.periodType = readValueType(pbf);
      return;
    case 12:
      profile.period = readInt(pbf);
      return;
    default:
      pbf.skip(pbf.type);
  }
}

function readValueType(pbf: PbfReader): { type: number; unit: number } {
  const value = { type: 0, unit: 0 };
  readNested(pbf, (id) => {
    if (id === 1) value.type = readInt(pbf);
    else if (id === 2) value.unit = readInt(pbf);
    else pbf.skip(pbf.type);
  });
  return value;
}

function readSample(pbf: PbfReader): RawSample {
  const sample: RawSample = { locationIds: [], values: [], labels: [] };
  readNested(pbf, (id) => {
    if (id === 1) readInts(pbf, sample.locationIds);
    else if (id === 2) readInts(pbf, sample.values);
    else if (id === 3) readLabel(pbf, sample.labels);
    else pbf.skip(pbf.type);
  });
  return sample;
}

function readLabel(pbf: PbfReader, into: number[]): void {
  let key = 0;
  let text = 0;
  readNested(pbf, (id) => {
    if (id === 1) key = readInt(pbf);
    else if (id === 2) text = readInt(pbf);
    else pbf.skip(pbf.type);
  });
  if (text !== 0) into.push(key, text);
}

function readMapping(pbf: PbfReader, profile: RawProfile): void {
  let mappingId = 0;
  let file = 0;
  readNested(pbf, (id) => {
    if (id === 1) mappingId = readInt(pbf);
    else if (id === 5) file = readInt(pbf);
    else pbf.skip(pbf.type);
  });
  profile.mappings.set(mappingId, file);
}

function readLocation(pbf: PbfReader, profile: RawProfile): void {
  const location: RawLocation = { mapping: 0, address: 0, functions: [], lines: [] };
  let locationId = 0;
  readNested(pbf, (id) => {
    if (id === 1) locationId = readInt(pbf);
    else if (id === 2) location.mapping = readInt(pbf);
    else if (id === 3) location.address = readInt(pbf);
    else if (id === 4) readLine(pbf, location);
    else pbf.skip(pbf.type);
  });
  if (locationId === 0) throw new MalformedProfile('location id is 0');
  profile.locations.set(locationId, location);
}

function readLine(pbf: PbfReader, location: RawLocation): void {
  let functionId = 0;
  let line = 0;
  readNested(pbf, (id) => {
    if (id === 1) functionId = readInt(pbf);
    else if (id === 2) line = readInt(pbf);
    else pbf.skip(pbf.type);
  });
  location.functions.push(functionId);
  location.lines.push(line);
}

function readFunction(pbf: PbfReader, profile: RawProfile): void {
  const read: RawFunction = { name: 0, systemName: 0, file: 0, startLine: 0 };
  let functionId = 0;
  readNested(pbf, (id) => {
    if (id === 1) functionId = readInt(pbf);
    else if (id === 2) read.name = readInt(pbf);
    else if (id === 3) read.systemName = readInt(pbf);
    else if (id === 4) read.file = readInt(pbf);
    else if (id === 5) read.startLine = readInt(pbf);
    else pbf.skip(pbf.type);
  });
  if (functionId === 0) throw new MalformedProfile('function id is 0');
  profile.functions.set(functionId, read);
}

class Resolver {
  readonly #raw: RawProfile;

  constructor(raw: RawProfile) {
    this.#raw = raw;
    if (raw.strings[0] !== '') throw new MalformedProfile('string 0 should be empty string');
  }

  #text(index: number, what: string): string {
    const text = this.#raw.strings[index];
    if (text === undefined) throw new MalformedProfile(`${what} string index out of range`);
    return text;
  }

  valueType({ type, unit }: { type: number; unit: number }): ValueType {
    return { type: this.#text(type, 'sample type type'), unit: this.#text(unit, 'sample type unit') };
  }

  sample({ locationIds, values, labels }: RawSample): PprofSample {
    if (values.length !== this.#raw.sampleTypes.length) throw new MalformedProfile('sample value length mismatch');
    for (const id of locationIds) {
      if (!this.#raw.locations.has(id)) throw new MalformedProfile(`sample refers to unknown location ${id}`);
    }
    const texts: [string, string][] = [];
    for (let i = 0; i < labels.length; i += 2) {
      texts.push([this.#text(labels[i] ?? -1, 'sample label'), this.#text(labels[i + 1] ?? -1, 'sample label')]);
    }
    return { locationIds, values, labels: texts };
  }

  locations(): ReadonlyMap<number, readonly PprofFrame[]> {
    const resolved = new Map<number, readonly PprofFrame[]>();
    for (const [id, location] of this.#raw.locations) {
      const frames = location.functions.map((functionId, i) => this.#frame(functionId, location.lines[i] ?? 0));
      resolved.set(id, frames.length > 0 ? frames : [this.#unsymbolised(location)]);
    }
    return resolved;
  }

  #frame(functionId: number, line: number): PprofFrame {
    const found = this.#raw.functions.get(functionId);
    if (!found) throw new MalformedProfile(`location refers to unknown function ${functionId}`);
    const name = this.#text(found.name, 'function name') || this.#text(found.systemName, 'function system name');
    const file = this.#text(found.file, 'function file name');
    return { name: name || '(unknown)', file, line, startLine: found.startLine };
  }

  #unsymbolised({ mapping, address }: RawLocation): PprofFrame {
    const file = this.#text(this.#raw.mappings.get(mapping) ?? 0, 'mapping file name');
    return { name: `0x${address.toString(16)}`, file, line: 0, startLine: 0 };
  }
}
