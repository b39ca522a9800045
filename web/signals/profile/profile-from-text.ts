import type { FlameGraphAnswer } from '../../../server/contract/profiles.ts';

/**
 * A flame graph drawn as text, for tests and examples: a line a stack frame, indented two spaces below its caller, its
 * name and its self value (0 when left out). Totals and the root, `total`, are made up from it.
 *
 * @example profileFromText('main\n  http 2\n    query 6\n  gc 1')
 */
export function profileFromText(text: string, sampleUnit = 'count'): FlameGraphAnswer {
  const names = ['total'];
  const nameIndex = [0];
  const depth = [0];
  const self = [0];
  for (const line of text.split('\n').filter((row) => row.trim() !== '')) {
    const match = /^( *)(.*?)(?: (\d+))?$/.exec(line);
    const [, indent = '', name = '', value = '0'] = match ?? [];
    if (!names.includes(name)) names.push(name);
    nameIndex.push(names.indexOf(name));
    depth.push(indent.length / 2 + 1);
    self.push(Number(value));
  }
  const total = [...self];
  for (let row = total.length - 1; row > 0; row--) {
    let parent = row - 1;
    while ((depth[parent] ?? 0) >= (depth[row] ?? 0)) parent -= 1;
    total[parent] = (total[parent] ?? 0) + (total[row] ?? 0);
  }
  return { names, nameIndex, depth, total, self, sampleUnit, meta: {} };
}
