import { PbfWriter } from 'pbf';
import { Function as PprofFunction, Line, Location, Profile, StringTable, ValueType } from 'pprof-format';
import type { ProfileWrite } from '../store/telemetry.ts';
import { incidentAt } from './incident.ts';
import { createRandom, type Random } from './random.ts';
import { parseStacks, STACKS, type Stack, type StackFrame } from './stacks.ts';
import { INSTANCES, SERVICE_NAMES, type Instance, type ServiceName } from './topology.ts';
import type { CpuUse, EpochUs } from './visit.ts';

export const PROFILE_US = 15_000_000;
const HEAP_EVERY_US = 60_000_000;
/** One sample stands for 10 ms of CPU time. */
const SAMPLE_NS = 10_000_000;
const CPU_TYPES = [
  ['samples', 'count'],
  ['cpu', 'nanoseconds'],
] as const;
const HEAP_TYPES = [
  ['alloc_objects', 'count'],
  ['alloc_space', 'bytes'],
  ['inuse_objects', 'count'],
  ['inuse_space', 'bytes'],
] as const;

/** Go's span profiles label samples `profile_id`, the other languages' `span_id`. */
const spanLabel = (service: ServiceName): string =>
  service === 'cart' || service === 'checkout' ? 'profile_id' : 'span_id';

interface Row {
  readonly stack: number;
  readonly values: readonly number[];
  readonly spanId?: string;
}

/**
 * Profiles of one kind of one service. All that is the same in each (functions, locations, names) is encoded once; a
 * profile is that and its samples, which protobuf lets us append.
 */
class ProfileTemplate {
  readonly sections = new Map<string, { stack: number; weight: number }[]>();
  private readonly base: Uint8Array;
  private readonly stacks: number[][] = [];
  private readonly stringCount: number;
  private readonly labelKey: number;

  constructor(service: ServiceName, kind: 'cpu' | 'heap') {
    const strings = new StringTable();
    const types = kind === 'cpu' ? CPU_TYPES : HEAP_TYPES;
    const valueType = ([type, unit]: readonly [string, string]) =>
      new ValueType({ type: strings.dedup(type), unit: strings.dedup(unit) });
    this.labelKey = strings.dedup(spanLabel(service));
    const functions: PprofFunction[] = [];
    const locations: Location[] = [];
    const known = new Map<string, number>();
    const locate = ({ name, file, line }: StackFrame): number => {
      const key = `${name} ${file}:${line}`;
      let id = known.get(key);
      if (id === undefined) {
        id = functions.length + 1;
        const names = { name: strings.dedup(name), systemName: strings.dedup(name), filename: strings.dedup(file) };
        functions.push(new PprofFunction({ id, ...names, startLine: line }));
        locations.push(new Location({ id, line: [new Line({ functionId: id, line })] }));
        known.set(key, id);
      }
      return id;
    };
    for (const [section, drawn] of Object.entries(STACKS[service])) {
      if ((section === 'heap') !== (kind === 'heap')) continue;
      const rows = parseStacks(drawn).map(({ frames, weight }: Stack) => {
        this.stacks.push(frames.toReversed().map(locate));
        return { stack: this.stacks.length - 1, weight };
      });
      this.sections.set(section, rows);
    }
    const period = kind === 'cpu' ? (['cpu', 'nanoseconds'] as const) : (['space', 'bytes'] as const);
    const periodType = valueType(period);
    const sampleType = types.map(valueType);
    const profile = { sampleType, function: functions, location: locations, stringTable: strings, periodType };
    this.base = new Profile({ ...profile, period: kind === 'cpu' ? SAMPLE_NS : 524_288 }).encode();
    this.stringCount = strings.strings.length;
  }

  encode(rows: readonly Row[], fromUs: EpochUs, lengthUs: number): Uint8Array {
    const writer = new PbfWriter(new Uint8Array(this.base.length + rows.length * 48));
    writer.buf.set(this.base);
    writer.pos = this.base.length;
    const spanIds = new Map<string, number>();
    for (const row of rows) {
      if (row.spanId !== undefined && !spanIds.has(row.spanId))
        spanIds.set(row.spanId, this.stringCount + spanIds.size);
      writer.writeMessage(2, (_, sample) => this.writeSample(sample, row, spanIds.get(row.spanId ?? '')), null);
    }
    for (const spanId of spanIds.keys()) writer.writeStringField(6, spanId);
    writer.writeVarintField(9, fromUs * 1000);
    writer.writeVarintField(10, lengthUs * 1000);
    return writer.finish();
  }

  private writeSample(writer: PbfWriter, { stack, values }: Row, spanString: number | undefined): void {
    writer.writePackedVarint(1, this.stacks[stack] ?? []);
    writer.writePackedVarint(2, [...values]);
    if (spanString === undefined) return;
    writer.writeMessage(
      3,
      (_, label) => {
        label.writeVarintField(1, this.labelKey);
        label.writeVarintField(2, spanString);
      },
      null,
    );
  }
}

const templates = new Map(
  SERVICE_NAMES.map((service) => [
    service,
    { cpu: new ProfileTemplate(service, 'cpu'), heap: new ProfileTemplate(service, 'heap') },
  ]),
);

function templateOf(service: ServiceName, kind: 'cpu' | 'heap'): ProfileTemplate {
  const template = templates.get(service)?.[kind];
  if (!template) throw new Error(`no stacks of ${service}`);
  return template;
}

/** What the profilers of all instances send at `timeUs`, a multiple of the profile interval. */
export function takeProfiles(seed: number, timeUs: EpochUs, uses: readonly CpuUse[]): ProfileWrite[] {
  return INSTANCES.flatMap((instance, index) => {
    const random = createRandom(seed, timeUs, index, 0x9f);
    const own = uses.filter(({ span }) => span.instance === instance);
    const cpu = toWrite(instance, {
      pprof: templateOf(instance.service, 'cpu').encode(
        cpuRows(instance, random, own),
        timeUs - PROFILE_US,
        PROFILE_US,
      ),
      fromUs: timeUs - PROFILE_US,
      untilUs: timeUs,
    });
    if ((timeUs + index * PROFILE_US) % HEAP_EVERY_US !== 0) return [cpu];
    const strain = instance.service === 'payment' ? incidentAt(seed, timeUs / 1000) : 0;
    const rows = heapRows(instance, random, 1 + strain);
    const pprof = templateOf(instance.service, 'heap').encode(rows, timeUs - HEAP_EVERY_US, HEAP_EVERY_US);
    return [cpu, toWrite(instance, { pprof, fromUs: timeUs - HEAP_EVERY_US, untilUs: timeUs })];
  });
}

function toWrite(
  { profileLabels }: Instance,
  { pprof, fromUs, untilUs }: { pprof: Uint8Array; fromUs: EpochUs; untilUs: EpochUs },
): ProfileWrite {
  return { labels: profileLabels, pprof, fromMs: fromUs / 1000, untilMs: untilUs / 1000 };
}

/** Stacks of what always runs and of the requests served; those of spans that carry a profile are labelled so. */
function cpuRows({ service }: Instance, random: Random, uses: readonly CpuUse[]): Row[] {
  const { sections } = templateOf(service, 'cpu');
  const rows: Row[] = [];
  const add = (section: string, seconds: number) => {
    const stacks = sections.get(section) ?? [];
    const total = stacks.reduce((sum, { weight }) => sum + weight, 0);
    for (const { stack, weight } of stacks) {
      const samples = Math.round(((seconds * 100 * weight) / total) * random.between(0.7, 1.3));
      if (samples > 0) rows.push({ stack, values: [samples, samples * SAMPLE_NS] });
    }
  };
  add('idle', 0.5);
  const byOperation = new Map<string, number>();
  for (const { operation, cpuUs } of uses)
    byOperation.set(operation, (byOperation.get(operation) ?? 0) + (cpuUs / 1e6) * UNSEEN_REQUESTS);
  for (const [operation, seconds] of byOperation) add(operation, seconds);
  for (const use of uses) {
    if (!hasProfile(use)) continue;
    const stacks = sections.get(use.operation) ?? [];
    for (let samples = Math.max(1, Math.round((use.cpuUs * 1000) / SAMPLE_NS)); samples > 0; samples--)
      rows.push({ stack: pickWeighted(stacks, random), values: [1, SAMPLE_NS], spanId: use.span.spanId });
  }
  return rows;
}

/** The traces are a sample of the requests: the rest computed too. */
const UNSEEN_REQUESTS = 12;

export const PROFILE_ATTRIBUTE = 'pyroscope.profile.id';

const hasProfile = ({ span }: CpuUse): boolean => span.attributes.some(({ key }) => key === PROFILE_ATTRIBUTE);

function pickWeighted(stacks: readonly { stack: number; weight: number }[], random: Random): number {
  let at = random.next() * stacks.reduce((sum, { weight }) => sum + weight, 0);
  for (const { stack, weight } of stacks) {
    at -= weight;
    if (at < 0) return stack;
  }
  return 0;
}

function heapRows({ service }: Instance, random: Random, strain: number): Row[] {
  const stacks = templateOf(service, 'heap').sections.get('heap') ?? [];
  return stacks.map(({ stack, weight }) => {
    const objects = Math.round(weight * 900 * strain * random.between(0.8, 1.25));
    const size = 64 + (weight % 7) * 96;
    const kept = Math.round(objects * 0.3);
    return { stack, values: [objects, objects * size, kept, kept * size] };
  });
}
