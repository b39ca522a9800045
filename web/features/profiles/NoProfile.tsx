import { useQuery } from '@tanstack/react-query';
import type { AbsoluteRange, PyroscopeTarget } from '../../../server/contract/query.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { typeLabel } from './profile-model.ts';
import { profileQueries, type ProfileAsk } from './queries.ts';

interface NoProfileProps {
  readonly ask: ProfileAsk;
  readonly sourceName: string;
  readonly onChange: (change: Partial<PyroscopeTarget>) => void;
  readonly onRangeChange: (range: AbsoluteRange) => void;
}

/** Nothing was found: says what was asked, and offers what there is instead. */
export function NoProfile({ ask, sourceName, onChange, onRangeChange }: NoProfileProps) {
  const { source, profileTypeId, labelSelector, spanSelector, range } = ask;
  const present = useQuery(profileQueries.typesOf(source, labelSelector, range));
  const others = (present.data ?? []).filter((id) => id !== profileTypeId);
  const ofSpans = spanSelector.length > 0;
  const what = ofSpans
    ? 'No sample was taken during the span: it was too short, waited, or its profiler does not label spans.'
    : `${sourceName} has no ${typeLabel(profileTypeId)} profile for this selector between ${formatAbsoluteRange(range)}.`;
  return (
    <EmptyState
      title={ofSpans ? 'No samples of the span' : 'No profile'}
      query={`${profileTypeId}${labelSelector}`}
      detail={others.length > 0 && !ofSpans ? `${what} These there are:` : what}
    >
      <Button onClick={() => onRangeChange(threeTimes(range))}>Look in three times the range</Button>
      {ofSpans ? <Button onClick={() => onChange({ spanSelector: [] })}>Show the whole service</Button> : null}
      {others.slice(0, 8).map((id) => (
        <Button key={id} onClick={() => onChange({ profileTypeId: id })}>
          {typeLabel(id)}
        </Button>
      ))}
    </EmptyState>
  );
}

/** As much again before and after. */
const threeTimes = ({ from, to }: AbsoluteRange): AbsoluteRange => ({
  from: epochMs(from - (to - from)),
  to: epochMs(to + (to - from)),
});
