import { nearest } from './nearest.ts';
import { plain, type Report, type YamlMap, type YamlTree } from './yaml-tree.ts';

/** What a place in a provisioning file may hold. `text` takes numbers and booleans as written. */
export type Shape =
  | { readonly kind: 'any' }
  | ScalarShape
  | { readonly kind: 'list'; readonly of: Shape }
  | {
      readonly kind: 'map';
      readonly keys: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
      /** Keys by form rather than by name: `httpHeaderName1`. */
      readonly pattern?: { readonly regex: RegExp; readonly shape: Shape };
      /** What every unnamed key holds; without it they are reported. */
      readonly rest?: Shape;
    };

type ScalarShape =
  | { readonly kind: 'text' | 'number' | 'boolean' }
  | { readonly kind: 'choice'; readonly of: readonly string[] };

export const text: Shape = { kind: 'text' };
export const number: Shape = { kind: 'number' };
export const boolean: Shape = { kind: 'boolean' };
export const any: Shape = { kind: 'any' };
export const choice = (...of: readonly string[]): Shape => ({ kind: 'choice', of });
export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const map = (
  keys: Readonly<Record<string, Shape>>,
  more: Pick<Extract<Shape, { kind: 'map' }>, 'required' | 'pattern' | 'rest'> = {},
): Shape => ({ kind: 'map', keys, ...more });

/** The tree as plain data of that shape; what does not fit is reported and left out. An empty value is none. */
export function readShape(tree: YamlTree, shape: Shape, report: Report): unknown {
  if (tree.kind === 'scalar' && tree.value === null) return undefined;
  switch (shape.kind) {
    case 'any':
      return plain(tree);
    case 'list':
      return readList(tree, shape, report);
    case 'map':
      return readMap(tree, shape, report);
    default:
      return readScalar(tree, shape, report);
  }
}

const KINDS: Readonly<Record<YamlTree['kind'], string>> = { map: 'a map', list: 'a list', scalar: 'a single value' };

function readList(tree: YamlTree, shape: Extract<Shape, { kind: 'list' }>, report: Report): unknown {
  if (tree.kind !== 'list') {
    report(tree.at, 'error', `this is ${KINDS[tree.kind]}; expected a list ("- …")`);
    return undefined;
  }
  return tree.items.map((item) => readShape(item, shape.of, report)).filter((item) => item !== undefined);
}

function readMap(tree: YamlTree, shape: Extract<Shape, { kind: 'map' }>, report: Report): unknown {
  if (tree.kind !== 'map') {
    report(
      tree.at,
      'error',
      `this is ${KINDS[tree.kind]}; expected a map with keys like ${quoted(Object.keys(shape.keys))}`,
    );
    return undefined;
  }
  const result: Record<string, unknown> = {};
  for (const { key, keyAt, value } of tree.entries) {
    const own = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    const inner = own ?? (shape.pattern?.regex.test(key) ? shape.pattern.shape : shape.rest);
    if (!inner) {
      reportUnknownKey({ key, at: keyAt, known: Object.keys(shape.keys) }, report);
      continue;
    }
    const read = readShape(value, inner, report);
    if (read !== undefined) result[key] = read;
  }
  reportMissing(tree, shape, report);
  return result;
}

function reportUnknownKey(
  { key, at, known }: { readonly key: string; readonly at: YamlMap['at']; readonly known: readonly string[] },
  report: Report,
): void {
  const near = nearest(key, known);
  if (near?.isSlip) report(at, 'error', `unknown key "${key}"; expected "${near.name}"`);
  else if (near) report(at, 'warning', `unknown key "${key}" is ignored; the nearest valid key is "${near.name}"`);
  else report(at, 'warning', `unknown key "${key}" is ignored; expected one of ${quoted(known)}`);
}

function reportMissing(tree: YamlMap, shape: Extract<Shape, { kind: 'map' }>, report: Report): void {
  for (const key of shape.required ?? []) {
    const entry = tree.entries.find((one) => one.key === key);
    const isEmpty = entry?.value.kind === 'scalar' && (entry.value.value === null || entry.value.value === '');
    if (!entry) report(tree.at, 'error', `the key "${key}" is missing`);
    else if (isEmpty) report(entry.keyAt, 'error', `"${key}" is empty; expected a value`);
  }
}

const YES = new Set(['true', 'yes', 'on', '1']);
const NO = new Set(['false', 'no', 'off', '0', '']);

function readScalar(tree: YamlTree, shape: ScalarShape, report: Report): unknown {
  const fail = (expected: string): undefined => report(tree.at, 'error', expected) as undefined;
  if (tree.kind !== 'scalar') return fail(`this is ${KINDS[tree.kind]}; expected a single value`);
  const { value, source } = tree;
  const lower = String(value).trim().toLowerCase();
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' ? value : source;
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return YES.has(lower)
        ? true
        : NO.has(lower)
          ? false
          : fail('this is neither true nor false; expected one of them');
    case 'number':
      return lower === ''
        ? undefined
        : Number.isFinite(Number(lower))
          ? Number(lower)
          : fail('this is not a number; expected one');
    case 'choice': {
      const chosen = String(value);
      if (shape.of.includes(chosen)) return chosen;
      const near = nearest(chosen, shape.of);
      return fail(`this value is not allowed; expected ${near ? `"${near.name}"` : `one of ${quoted(shape.of)}`}`);
    }
  }
}

const quoted = (names: readonly string[]): string => {
  const shown = names.slice(0, 8).map((name) => `"${name}"`);
  return shown.join(', ') + (names.length > shown.length ? ', …' : '');
};
