import { formatText } from '../../signals/metric/unit.ts';
import type { FrameNode } from '../../signals/profile/prune.ts';

export interface FrameText {
  readonly name: string;
  readonly total: string;
  readonly self: string;
}

/** What a frame is worth, in words: `1.2 s · 34.5 %`. */
export function frameText(frame: FrameNode, whole: number, unit: string): FrameText {
  const amount = (value: number) => `${formatText(value, { unit })} · ${percent(value, whole)}`;
  return { name: frame.name, total: amount(frame.value), self: amount(frame.self) };
}

export const percent = (value: number, whole: number): string =>
  whole === 0 ? '0 %' : `${((100 * value) / whole).toFixed(value === whole || value === 0 ? 0 : 1)} %`;

export const frameSentence = ({ name, total, self }: FrameText): string => `${name}, total ${total}, self ${self}`;
