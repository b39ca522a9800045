/** An operand or operator of a chain without its parentheses. */
export type ChainItem<Operand, Operator> =
  | { readonly kind: 'operand'; readonly value: Operand }
  | { readonly kind: 'infix' | 'prefix'; readonly op: Operator };

export interface Precedence<Operand, Operator extends string> {
  /** Higher binds tighter. */
  readonly levelOf: (op: Operator, kind: 'infix' | 'prefix') => number;
  readonly isRightAssociative: (op: Operator) => boolean;
  readonly combine: (op: Operator, left: Operand, right: Operand) => Operand;
  readonly apply: (op: Operator, operand: Operand) => Operand;
}

/**
 * Groups a chain by Tempo's precedences. The official grammar is content with any grouping (its rules are made for
 * highlighting: AND binds tighter than OR there, + as tight as =); Tempo's is not.
 */
export function groupChain<Operand, Operator extends string>(
  chain: readonly ChainItem<Operand, Operator>[],
  rules: Precedence<Operand, Operator>,
): Operand {
  let position = 0;
  const readOperand = (): Operand => {
    const item = chain[position++];
    if (!item) throw new Error('operand missing');
    if (item.kind === 'operand') return item.value;
    return rules.apply(item.op, readChain(rules.levelOf(item.op, 'prefix') + 1));
  };
  const readChain = (minimum: number): Operand => {
    let left = readOperand();
    for (;;) {
      const item = chain[position];
      if (!item || item.kind !== 'infix') return left;
      const level = rules.levelOf(item.op, 'infix');
      if (level < minimum) return left;
      position++;
      left = rules.combine(item.op, left, readChain(rules.isRightAssociative(item.op) ? level : level + 1));
    }
  };
  return readChain(0);
}
