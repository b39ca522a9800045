import type { Random } from '../../demo/random.ts';
import { pickFrom } from './pick.ts';

/**
 * What a rule may be written as: text in which `«name»` stands for another rule. The first alternative of each must
 * come to an end without the rule itself: deep inside, it is the only one taken.
 */
export type Grammar = Readonly<Record<string, readonly string[]>>;

/** A text that the grammar allows. */
export function generate(random: Random, grammar: Grammar, { rule, depth }: { rule: string; depth: number }): string {
  const alternatives = grammar[rule];
  const [first] = alternatives ?? [];
  if (!alternatives || first === undefined) throw new Error(`the grammar has no rule ${rule}`);
  const text = depth > 0 ? pickFrom(random, alternatives) : first;
  return text.replaceAll(/«(\w+)»/g, (_, name: string) => generate(random, grammar, { rule: name, depth: depth - 1 }));
}
