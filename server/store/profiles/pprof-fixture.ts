import { Profile, StringTable } from 'pprof-format';

interface FixtureOptions {
  readonly types?: readonly (readonly [type: string, unit: string])[];
  readonly period?: readonly [type: string, unit: string];
  readonly timeNanos?: bigint;
}

/**
 * For tests: a pprof profile drawn as text, one sample a line, outermost frame first, one value per sample type, then
 * labels. `f@app.ts:12` has a file and a line; `f+g` is g inlined into f.
 *
 *     main;handle@http.go:7;query 30 1 span_id=00000000000000a1
 */
export function pprofFromText(text: string, options: FixtureOptions = {}): Uint8Array {
  const { types = [['cpu', 'nanoseconds']], period = ['cpu', 'nanoseconds'], timeNanos = 0n } = options;
  const strings = new StringTable();
  const ids = new Map<string, number>();
  const functions: { id: number; name: number; systemName: number; filename: number; startLine: number }[] = [];
  const locations: { id: number; line: { functionId: number; line: number }[] }[] = [];
  const functionOf = (name: string, file: string): number => {
    const key = `function ${name} ${file}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = functions.length + 1;
    ids.set(key, id);
    const nameIndex = strings.dedup(name);
    functions.push({ id, name: nameIndex, systemName: nameIndex, filename: strings.dedup(file), startLine: 0 });
    return id;
  };
  const locationOf = (drawn: string): number => {
    const known = ids.get(`location ${drawn}`);
    if (known !== undefined) return known;
    const lines = drawn.split('+').map((frame) => {
      const [, name = '', file = '', line = '0'] = /^([^@]*)(?:@(.*):(\d+))?$/.exec(frame) ?? [];
      return { functionId: functionOf(name, file), line: Number(line) };
    });
    const id = locations.length + 1;
    ids.set(`location ${drawn}`, id);
    locations.push({ id, line: lines.reverse() });
    return id;
  };
  const rows = text
    .split('\n')
    .map((row) => row.trim())
    .filter(Boolean);
  const sample = rows.map((row) => {
    const [stack = '', ...rest] = row.split(/\s+/);
    const labels = rest.filter((word) => word.includes('=')).map((word) => word.split('='));
    return {
      locationId: stack.split(';').map(locationOf).reverse(),
      value: rest.filter((word) => !word.includes('=')).map(Number),
      label: labels.map(([key = '', value = '']) => ({ key: strings.dedup(key), str: strings.dedup(value) })),
    };
  });
  const valueType = ([type, unit]: readonly [string, string]) => ({
    type: strings.dedup(type),
    unit: strings.dedup(unit),
  });
  return new Profile({
    sampleType: types.map(valueType),
    periodType: valueType(period),
    period: 10_000_000,
    timeNanos,
    sample,
    location: locations,
    function: functions,
    stringTable: strings,
  }).encode();
}
