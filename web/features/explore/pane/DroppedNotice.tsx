import { useQuery } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { droppedText } from '../../../lib/held-text.ts';
import { sourceQueries } from '../../../lib/source-queries.ts';
import styles from '../Explore.module.css';

interface DroppedNoticeProps {
  readonly source: SourceInfo;
  readonly range: AbsoluteRange;
}

/** Says that the range reaches back to what the embedded store has dropped: what is missing is not what never was. */
export function DroppedNotice({ source, range }: DroppedNoticeProps) {
  const held = useQuery({ ...sourceQueries.held(source.uid), enabled: source.embedded });
  const dropped = held.data?.droppedBefore ?? null;
  if (!held.data || dropped === null || range.from >= dropped) return null;
  return (
    <p className={styles.notice} role="note">
      {droppedText(held.data)}
    </p>
  );
}
