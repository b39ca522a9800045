import type { Labels, WireNumber } from '../../contract/answer.ts';
import type { MetricAnswer } from '../../contract/metrics.ts';
import type { FlameGraphAnswer, ProfileType } from '../../contract/profiles.ts';
import { epochMs } from '../../contract/units.ts';
import { asArray, asNumber, asObject, asString, asStrings, Mismatch, optionalString } from '../json.ts';

export function decodeProfileTypes(body: unknown): readonly ProfileType[] {
  const { profileTypes } = asObject(body, 'the answer');
  return asArray(profileTypes, 'profileTypes').map((item) => {
    const { ID, name, sampleType, sampleUnit } = asObject(item, 'profileTypes[]');
    return {
      id: asString(ID, 'profileTypes[].ID'),
      name: asString(name, 'profileTypes[].name'),
      sampleType: optionalString(sampleType),
      sampleUnit: optionalString(sampleUnit),
    };
  });
}

/** Names or values of labels. */
export const decodeNames = (body: unknown): readonly string[] =>
  asStrings(asObject(body, 'the answer')['names'], 'names');

/** Numbers of one bar: distance from the end of the bar before it, total, self, index of its name. */
const BAR = 4;

interface Level {
  readonly starts: readonly number[];
  readonly totals: readonly number[];
  readonly selves: readonly number[];
  readonly names: readonly number[];
}

/**
 * Pyroscope's levels, which lie side by side, as rows in pre-order. O(bars). Proto3 leaves empty fields out: an answer
 * without a flame graph is one of nothing.
 */
export function decodeFlameGraph(body: unknown, sampleUnit: string): FlameGraphAnswer {
  const flameGraph = asObject(asObject(body, 'the answer')['flamegraph'] ?? {}, 'flamegraph');
  const names = asStrings(flameGraph['names'], 'flamegraph.names');
  const levels = asArray(flameGraph['levels'], 'flamegraph.levels').map((level) => readLevel(level, names.length));
  const columns = { nameIndex: [] as number[], depth: [] as number[], total: [] as number[], self: [] as number[] };
  const [root] = levels;
  if (!root) return { names: ['total'], nameIndex: [0], depth: [0], total: [0], self: [0], sampleUnit, meta: {} };
  if (root.starts.length !== 1) throw new Mismatch('expected one bar at flamegraph.levels[0]');
  const next = levels.map(() => 0);
  const path: { readonly end: number }[] = [];
  for (let depth = 0; ;) {
    const level = levels[depth];
    const index = next[depth] ?? 0;
    const start = level?.starts[index];
    const within = depth === 0 ? Infinity : (path[depth - 1]?.end ?? 0);
    if (!level || start === undefined || start >= within) {
      depth -= 1;
      if (depth < 0) break;
      path.length = depth;
      continue;
    }
    const total = level.totals[index] ?? 0;
    if (start + total > within) throw new Mismatch(`bars at flamegraph.levels[${depth}] within those above them`);
    next[depth] = index + 1;
    columns.nameIndex.push(level.names[index] ?? 0);
    columns.depth.push(depth);
    columns.total.push(total);
    columns.self.push(level.selves[index] ?? 0);
    path[depth] = { end: start + total };
    depth += 1;
  }
  if (levels.some((level, depth) => next[depth] !== level.starts.length)) {
    throw new Mismatch('expected every bar of flamegraph.levels below one of the level above');
  }
  return { names, ...columns, sampleUnit, meta: {} };
}

function readLevel(item: unknown, nameCount: number): Level {
  const values = asArray(asObject(item, 'flamegraph.levels[]')['values'], 'flamegraph.levels[].values');
  if (values.length % BAR !== 0) throw new Mismatch('expected four numbers a bar at flamegraph.levels[].values');
  const level = { starts: [] as number[], totals: [] as number[], selves: [] as number[], names: [] as number[] };
  let end = 0;
  for (let at = 0; at < values.length; at += BAR) {
    const [distance = 0, total = 0, self = 0, name = 0] = [0, 1, 2, 3].map((part) => asCount(values[at + part]));
    if (self > total) throw new Mismatch('a self value larger than its total at flamegraph.levels[].values');
    if (name >= nameCount) throw new Mismatch(`a name at flamegraph.names[${name}]`);
    const start = end + distance;
    level.starts.push(start);
    level.totals.push(total);
    level.selves.push(self);
    level.names.push(name);
    end = start + total;
  }
  return level;
}

function asCount(value: unknown): number {
  const number = asNumber(value, 'flamegraph.levels[].values');
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Mismatch('expected whole numbers from 0 at flamegraph.levels[].values');
}

/** Times in ms. */
export interface Grid {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}
/** More steps than any screen is wide. */
const MAX_GRID = 11_000;

/**
 * Series on one time axis: the steps asked for, where Pyroscope leaves out those without profiles. `scale` is applied to
 * every value.
 */
export function decodeSeries(body: unknown, grid: Grid, scale: number): MetricAnswer {
  const raw = asArray(asObject(body, 'the answer')['series'], 'series').map((item) => {
    const { labels, points } = asObject(item, 'series[]');
    return { labels: readLabels(labels), points: asArray(points, 'series[].points').map(readPoint) };
  });
  const distinct = new Set(raw.length > 0 ? gridTimes(grid) : []);
  for (const { points } of raw) for (const { time } of points) distinct.add(time);
  const times = [...distinct].sort((a, b) => a - b);
  const indexOf = new Map(times.map((time, index) => [time, index]));
  const series = raw.map(({ labels, points }) => {
    const values = Array.from<WireNumber>({ length: times.length }).fill(null);
    for (const { time, value } of points) values[indexOf.get(time) ?? -1] = value * scale;
    return { labels, values };
  });
  return { resultType: 'matrix', times: times.map(epochMs), series, meta: {} };
}

function gridTimes({ start, end, step }: Grid): readonly number[] {
  const count = Math.floor((end - start) / step) + 1;
  return count > MAX_GRID ? [] : Array.from({ length: count }, (_, index) => start + index * step);
}

function readLabels(value: unknown): Labels {
  const pairs = asArray(value, 'series[].labels').map((item) => {
    const { name, value: text } = asObject(item, 'series[].labels[]');
    return [asString(name, 'series[].labels[].name'), optionalString(text)] as const;
  });
  return Object.fromEntries(pairs);
}

/** Proto3 leaves out a value of 0. */
function readPoint(item: unknown): { readonly time: number; readonly value: number } {
  const { timestamp, value } = asObject(item, 'series[].points[]');
  const finite = asNumber(value ?? 0, 'series[].points[].value');
  if (!Number.isFinite(finite)) throw new Mismatch('expected a finite number at series[].points[].value');
  return { time: asNumber(timestamp, 'series[].points[].timestamp'), value: finite };
}
