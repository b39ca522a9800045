import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AbsoluteRange, PyroscopeTarget } from '../../../server/contract/query.ts';
import type { JumpSubject } from '../../lib/jump-places.ts';
import { useJumps, type PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { EmptyAnswer } from '../../ui/EmptyAnswer.tsx';
import { plural } from '../../signals/answer-stats.ts';
import { AnswerStats } from '../../ui/AnswerStats.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { Progress, SkeletonRows } from '../../ui/Skeleton.tsx';
import { NoProfile } from './NoProfile.tsx';
import { defaultType, flameGraphAsk, selectorOf, seriesAsk, serviceOf, typeLabel } from './profile-model.ts';
import styles from './Profiles.module.css';
import { ProfileTimeline } from './ProfileTimeline.tsx';
import { ProfileToolbar } from './ProfileToolbar.tsx';
import { ProfileView } from './ProfileView.tsx';
import { profileQueries } from './queries.ts';

/** Profiles of a service: how much over time, and where it went. */
export function ProfilePane(props: PaneProps<PyroscopeTarget>) {
  const { source, target, range, onTargetChange } = props;
  const types = useQuery(profileQueries.types(source.uid, range));
  const services = useQuery(profileQueries.services(source.uid, range));
  const chosen = target.profileTypeId || defaultType(types.data ?? []);
  return (
    <section className={styles.pane} aria-label="Profiles">
      <ProfileToolbar
        target={target}
        profileTypeId={chosen}
        types={types.data ?? []}
        services={services.data ?? []}
        onChange={onTargetChange}
      />
      {chosen ? (
        <Profile {...props} profileTypeId={chosen} />
      ) : types.error ? (
        <ErrorState error={types.error} source={source.name} onRetry={() => void types.refetch()} />
      ) : types.data ? (
        <EmptyAnswer>
          <EmptyState
            title="No profiles"
            detail={`${source.name} has none between ${formatAbsoluteRange(range)}. Widen the time range, or see whether a profiler sends to it.`}
          />
        </EmptyAnswer>
      ) : (
        <SkeletonRows count={12} />
      )}
    </section>
  );
}

interface ProfileProps extends PaneProps<PyroscopeTarget> {
  readonly profileTypeId: string;
}

function Profile(props: ProfileProps) {
  const { source, target, range, profileTypeId, onRangeChange } = props;
  const [frameName, setFrameName] = useState<string | null>(null);
  const jumps = useJumps().resolve(frameContext(props, frameName ?? 'total'));
  const momentOf = (moment: AbsoluteRange): JumpSubject => ({
    title: `${typeLabel(profileTypeId)}, ${formatAbsoluteRange(moment)}`,
    context: { ...frameContext(props, 'total'), range: moment },
    actions: [{ id: 'zoom', label: 'Zoom to this', icon: 'zoom', run: () => onRangeChange(moment) }],
  });
  return (
    <>
      {target.queryType === 'profile' ? null : (
        <ProfileTimeline
          ask={seriesAsk({ source, target, profileTypeId, range })}
          range={range}
          sourceName={source.name}
          onRangeChange={onRangeChange}
          subjectOf={momentOf}
        />
      )}
      {jumps.length > 0 ? (
        <nav className={styles.jumps} aria-label="From this profile">
          {jumps.map((jump) => (
            <JumpLink key={jump.id} jump={jump} />
          ))}
        </nav>
      ) : null}
      {target.queryType === 'metrics' ? null : <MergedProfile {...props} onFunction={setFrameName} />}
    </>
  );
}

const frameContext = ({ source, range, profileTypeId, target }: ProfileProps, frameName: string) =>
  ({
    kind: 'stack-frame',
    sourceUid: source.uid,
    range,
    profileTypeId,
    labelSelector: selectorOf(target),
    frameName,
  }) as const;

interface MergedProfileProps extends ProfileProps {
  readonly onFunction: (name: string | null) => void;
}

function MergedProfile(props: MergedProfileProps) {
  const { source, target, range, profileTypeId, onTargetChange, onRangeChange, onFunction } = props;
  const ask = flameGraphAsk({ source, target, profileTypeId, range });
  const answer = useQuery(profileQueries.flameGraph(ask));
  const retry = () => void answer.refetch();
  if (answer.error && !answer.data) {
    return <ErrorState error={answer.error} query={ask.labelSelector} source={source.name} onRetry={retry} />;
  }
  if (!answer.data) return <SkeletonRows count={12} />;
  const { total, meta } = answer.data;
  const isNone = (total[0] ?? 0) === 0;
  return (
    <>
      <Progress active={answer.isFetching} />
      {answer.error ? <ErrorState error={answer.error} source={source.name} onRetry={retry} /> : null}
      {(total[0] ?? 0) === 0 ? null : (
        <div className={styles.notice}>
          <AnswerStats meta={meta} rows={plural(total.length, 'frame')} />
        </div>
      )}
      {isNone && answer.isPlaceholderData ? (
        <SkeletonRows count={12} />
      ) : isNone ? (
        <EmptyAnswer>
          <NoProfile
            ask={ask}
            sourceName={source.name}
            onChange={(change) => onTargetChange({ ...target, ...change })}
            onRangeChange={onRangeChange}
          />
        </EmptyAnswer>
      ) : (
        <ProfileView
          answer={answer.data}
          profileTypeId={profileTypeId}
          service={serviceOf(ask.labelSelector)}
          onFunction={onFunction}
          subjectOf={(name) => ({ title: name, context: frameContext(props, name) })}
        />
      )}
    </>
  );
}
