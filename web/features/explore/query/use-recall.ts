import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { historyQueries } from '../queries.ts';
import { beginRecall, moveRecall, type Recall, recalledText } from './recall.ts';

/** Goes through the queries that ran on a source, as a shell's history does. `note` says where one is, for the ear. */
export function useRecall(sourceUid: string, onChange: (text: string) => void) {
  const client = useQueryClient();
  const current = useRef<Recall | null>(null);
  const [note, setNote] = useState('');
  const recall = async (direction: 'older' | 'newer', text: string): Promise<void> => {
    // Edited since: what is there now is a draft of its own.
    const isGoingOn = current.current !== null && recalledText(current.current) === text;
    if (!isGoingOn && direction === 'newer') return;
    const begun = isGoingOn && current.current ? current.current : null;
    const list = begun
      ? null
      : await client.fetchQuery(historyQueries.list({ sourceUid, text: '', saved: false })).catch(() => []);
    const next = moveRecall(
      begun ??
        beginRecall(
          (list ?? []).map((entry) => entry.text),
          text,
        ),
      direction,
    );
    current.current = next;
    onChange(recalledText(next));
    setNote(next.texts.length === 0 ? 'No earlier query' : `Query ${next.at + 1} of ${next.texts.length} before`);
  };
  return { recall, note };
}
