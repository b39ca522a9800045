import type { CharSet } from './char-set.ts';

/** One of `chars`, `min` to `max` times. */
export interface CharsNode {
  readonly kind: 'chars';
  readonly chars: CharSet;
  readonly min: number;
  /** Infinity when there is no limit. */
  readonly max: number;
  readonly source: string;
}
/** `^`, `$`, `\b` or `\B`. */
export interface AssertionNode {
  readonly kind: 'assertion';
  readonly source: string;
}
export interface GroupNode {
  readonly kind: 'group';
  /** `(`, `(?:` or `(?<name>` */
  readonly open: string;
  readonly body: Body;
  readonly isOptional: boolean;
  /** `?`, `??` or nothing. */
  readonly quantifier: string;
}
export type Node = CharsNode | AssertionNode | GroupNode;
/** Alternatives, each a sequence. */
export type Body = readonly (readonly Node[])[];

export const END = '$';
export const START = '^';

export const printBody = (body: Body): string => body.map((nodes) => nodes.map(printNode).join('')).join('|');
const printNode = (node: Node): string =>
  node.kind === 'group' ? `${node.open}${printBody(node.body)})${node.quantifier}` : node.source;

/** Whether it can match nothing. */
export const isNullable = (body: Body): boolean => body.some((nodes) => nodes.every(mayBeEmpty));
export function mayBeEmpty(node: Node): boolean {
  if (node.kind === 'chars') return node.min === 0;
  return node.kind === 'assertion' || node.isOptional || isNullable(node.body);
}

/** A group that may be left out, and may match nothing. */
export const hasEmptyOption = (body: Body): boolean =>
  body
    .flat()
    .some((node) => node.kind === 'group' && ((node.isOptional && isNullable(node.body)) || hasEmptyOption(node.body)));
