import { applyBinary } from '../language/operators.ts';
import { TRUE, type Static } from '../language/static.ts';
import { u32At } from '../storage/columns.ts';
import { ITEM_INTRINSICS } from './attribute-readers.ts';
import type { Condition } from './conditions.ts';
import type { SpanCursor } from './span-cursor.ts';
import { readStoredValue } from './stored-value.ts';

interface Item {
  readonly scope: 'event' | 'link';
  readonly at: SpanCursor;
  readonly index: number;
  readonly findKey: (name: string) => number;
}

/** Whether one event or link meets a condition on its scope; a condition on the other scope does not concern it. */
export function matchesItem({ attribute, op, operand }: Condition, item: Item): boolean {
  const ofIntrinsic = attribute.intrinsic ? ITEM_INTRINSICS[attribute.intrinsic] : undefined;
  if ((ofIntrinsic?.scope ?? attribute.scope) !== item.scope) return true;
  if (ofIntrinsic) return meets({ op, operand }, ofIntrinsic.read(item.at, item.index));
  const { chunk } = item.at;
  const bounds = item.scope === 'event' ? chunk.eventAttributes : chunk.linkAttributes;
  const start = u32At(bounds.values, item.index * 2);
  const found = chunk.attributes.find(item.findKey(attribute.name), start, u32At(bounds.values, item.index * 2 + 1));
  if (op === 'notExists') return found === -1;
  return found !== -1 && meets({ op, operand }, readStoredValue(chunk, found));
}

function meets({ op, operand }: Pick<Condition, 'op' | 'operand'>, value: Static): boolean {
  if (op === 'none' || op === 'exists' || op === 'notExists' || !operand) return value.type !== 'nil';
  return applyBinary(op, value, operand) === TRUE;
}
