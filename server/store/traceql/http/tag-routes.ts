import { Hono, type Context } from 'hono';
import { KEYED_SCOPES, type KeyedScope } from '../evaluate/attachment.ts';
import { collectTagNames, INTRINSIC_TAGS } from '../evaluate/tag-names.ts';
import type { TagScan } from '../evaluate/tag-scan.ts';
import { collectTagValues, toTagValue, virtualTagValues } from '../evaluate/tag-values.ts';
import { expressionsOf } from '../evaluate/expressions-of.ts';
import type { FieldExpression } from '../language/ast.ts';
import { createAttribute, createIntrinsic, type Attribute, type Intrinsic } from '../language/attribute.ts';
import { formatStatic } from '../language/format.ts';
import { countBranches, parseLenientFilter, toNarrowing } from '../language/lenient.ts';
import { parseAttributeName } from '../language/parse.ts';
import { TraceqlError } from '../language/parse-error.ts';
import { openBudget, type EngineContext } from './engine-context.ts';
import { readParam, readQuery, readSecondsRange, readUint } from './params.ts';
import { RequestError } from './request-error.ts';

export function createTagRoutes(engine: EngineContext): Hono {
  return new Hono()
    .get('/api/search/tags', async (c) => {
      const scopes = readScopes(c);
      const names = await collectTagNames(openScan(c, engine, null), scopes.keyed);
      const found = [...new Set([...names.values()].flatMap((each) => [...each]))];
      const isIntrinsic = readParam(c, 'scope') === 'intrinsic';
      return c.json({ tagNames: (isIntrinsic ? INTRINSIC_TAGS : found.sort()) as string[], metrics: {} });
    })
    .get('/api/v2/search/tags', async (c) => {
      const scopes = readScopes(c);
      const filter = readFilter(c);
      // Tempo narrows the names of these only, and leaves out the others.
      const keyed = filter ? scopes.keyed.filter((scope) => scope === 'span' || scope === 'resource') : scopes.keyed;
      const names = await collectTagNames(openScan(c, engine, filter), keyed);
      const found = [...names].map(([name, tags]) => ({ name: name as string, tags: [...tags].sort() }));
      if (scopes.hasIntrinsics) found.push({ name: 'intrinsic', tags: [...INTRINSIC_TAGS] });
      return c.json({ scopes: found.filter(({ tags }) => tags.length > 0), metrics: {} });
    })
    .get('/api/search/tag/:name{.+}/values', async (c) => {
      const name = c.req.param('name');
      const scan = openScan(c, engine, null);
      const limit = readUint(c, 'limit') ?? 0;
      const values = await collectTagValues({ scan, attribute: toOldAttribute(name), limit });
      const texts = [...(VIRTUAL_TEXTS.get(name) ?? []), ...values.map((value) => formatStatic(value))];
      return c.json({ tagValues: [...new Set(texts)], metrics: {} });
    })
    .get('/api/v2/search/tag/:name{.+}/values', async (c) => {
      const name = c.req.param('name');
      const attribute = readAttributeName(name);
      const known = virtualTagValues(name);
      const scan = openScan(c, engine, readFilter(c));
      const limit = readUint(c, 'limit') ?? 0;
      const values = known ?? (await collectTagValues({ scan, attribute, limit })).map(toTagValue);
      return c.json({ tagValues: values.map(omitEmpty), metrics: {} });
    });
}

const omitEmpty = ({ type, value }: { readonly type: string; readonly value: string }) =>
  value === '' ? { type } : { type, value };

function openScan(c: Context, engine: EngineContext, filter: FieldExpression | null): TagScan {
  return { store: engine.store, range: readSecondsRange(c), filter, budget: openBudget(c, engine) };
}

interface Scopes {
  readonly keyed: readonly KeyedScope[];
  readonly hasIntrinsics: boolean;
}

function readScopes(c: Context): Scopes {
  const scope = readParam(c, 'scope') ?? 'none';
  if (scope === 'none') return { keyed: KEYED_SCOPES, hasIntrinsics: true };
  if (scope === 'intrinsic') return { keyed: [], hasIntrinsics: true };
  const keyed = KEYED_SCOPES.filter((each) => each === scope);
  if (keyed.length === 0 && scope !== 'trace') throw new RequestError(`invalid scope: ${scope}`);
  return { keyed, hasIntrinsics: false };
}

const MAX_BRANCHES = 100;

/** null when the query narrows nothing: Tempo gives up on unscoped names and on several span sets. */
function readFilter(c: Context): FieldExpression | null {
  const expression = parseLenientFilter(readQuery(c, 'q') ?? '');
  if (!expression) return null;
  if (countBranches(expression) > MAX_BRANCHES) {
    throw new RequestError(
      `maximum condition groups reached (limit: ${MAX_BRANCHES}). Reduce the number of OR conditions in the query`,
    );
  }
  const filter = toNarrowing(expression);
  return expressionsOf({ kind: 'filter', expression: filter }).some(hasUnscoped) ? null : filter;
}

function hasUnscoped(expression: FieldExpression): boolean {
  switch (expression.kind) {
    case 'attribute':
      return expression.attribute.intrinsic === null && expression.attribute.scope === 'none';
    case 'unary':
      return hasUnscoped(expression.operand);
    case 'binary':
      return hasUnscoped(expression.left) || hasUnscoped(expression.right);
    case 'static':
      return false;
  }
}

function readAttributeName(name: string): Attribute {
  try {
    return parseAttributeName(name);
  } catch (error) {
    if (error instanceof TraceqlError) throw new RequestError(`please provide a valid tagName: ${error.message}`);
    throw error;
  }
}

/** Values the old API knows of tags that are no attributes. */
const VIRTUAL_TEXTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['status.code', ['unset', 'ok', 'error']],
  ['error', ['true']],
]);

const OLD_INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map([
  ['name', 'name'],
  ['status.code', 'status'],
  ['rootName', 'rootName'],
  ['rootServiceName', 'rootServiceName'],
  ['root.name', 'rootName'],
  ['root.service.name', 'rootServiceName'],
  ['trace:id', 'traceId'],
  ['span:id', 'spanId'],
]);

function toOldAttribute(name: string): Attribute {
  const intrinsic = OLD_INTRINSICS.get(name);
  if (intrinsic) return createIntrinsic(intrinsic);
  return createAttribute(name === 'service.name' ? 'resource' : 'none', name);
}
