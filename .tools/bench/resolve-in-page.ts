// Bundled and run in the page: the same rules that Explore uses, on a screenful at a time.
import type { SourceVocabulary } from '../../server/contract/correlate.ts';
import { resolveJumps } from '../../server/contract/correlation/resolve.ts';
import { type LogAnswer, logRow } from '../../server/contract/logs.ts';
import type { SourceInfo } from '../../server/contract/source.ts';
import { epochMs } from '../../server/contract/units.ts';

interface Screenful {
  readonly logs: LogAnswer;
  readonly from: number;
  readonly size: number;
  readonly sources: readonly SourceInfo[];
  readonly vocabulary: readonly SourceVocabulary[];
}

function resolveScreenful({ logs, from, size, sources, vocabulary }: Screenful): { readonly found: number } {
  const range = { from: epochMs(0), to: epochMs(1) };
  let found = 0;
  for (let index = from; index < from + size; index++) {
    const context = { kind: 'log', sourceUid: 'loki', range, row: logRow(logs, index) } as const;
    found += resolveJumps(context, sources, vocabulary).length;
  }
  return { found };
}

Object.assign(globalThis, { resolveScreenful });
