import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import { costOf, narrowing, streamSelectors } from './cost.ts';
import { metadataQueries } from '../queries.ts';
import styles from './QueryRow.module.css';

interface CostEstimateProps {
  readonly uid: string;
  /** LogQL as it is written now. */
  readonly text: string;
  readonly range: AbsoluteRange;
}

/** What a log query would read, before it runs. An extra: a source that cannot say leaves it out. */
export function CostEstimate({ uid, text, range }: CostEstimateProps) {
  const selectors = streamSelectors(text);
  const [first = ''] = selectors;
  const stats = useQuery({ ...metadataQueries.logCost({ uid, range, selectors }), enabled: selectors.length > 0 });
  const cost = selectors.length > 0 && stats.data ? costOf(stats.data) : null;
  const labels = useQuery({
    ...metadataQueries.logLabels({ uid, range, selector: first }),
    enabled: cost?.isLarge === true,
    retry: false,
  });
  if (!cost) return null;
  if (!cost.isLarge) return <span>{cost.text}</span>;
  return (
    <span className={styles.large} role="status">
      <TriangleAlert size={12} aria-hidden /> {cost.text}. {narrowing(first, labels.data ?? [])}
    </span>
  );
}
