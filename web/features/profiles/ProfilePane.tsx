import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PyroscopeTarget } from '../../../server/contract/query.ts';
import { useJumps, type PaneProps } from '../../lib/pane.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { JumpLink } from '../../ui/JumpLink.tsx';
import { Progress, SkeletonRows } from '../../ui/Skeleton.tsx';
import { NoProfile } from './NoProfile.tsx';
import { defaultType, flameGraphAsk, selectorOf, seriesAsk, serviceOf } from './profile-model.ts';
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
        <EmptyState
          title="No profiles"
          detail={`${source.name} has none between ${formatAbsoluteRange(range)}. Widen the time range, or see whether a profiler sends to it.`}
        />
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
  const labelSelector = selectorOf(target);
  const context = { sourceUid: source.uid, range, profileTypeId, labelSelector, frameName: frameName ?? 'total' };
  const jumps = useJumps().resolve({ kind: 'stack-frame', ...context });
  return (
    <>
      {target.queryType === 'profile' ? null : (
        <ProfileTimeline
          ask={seriesAsk({ source, target, profileTypeId, range })}
          range={range}
          sourceName={source.name}
          onRangeChange={onRangeChange}
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
  return (
    <>
      <Progress active={answer.isFetching} />
      {answer.error ? <ErrorState error={answer.error} source={source.name} onRetry={retry} /> : null}
      {meta.partial ? <p className={styles.notice}>{meta.partial}</p> : null}
      {(total[0] ?? 0) === 0 ? (
        <NoProfile
          ask={ask}
          sourceName={source.name}
          onChange={(change) => onTargetChange({ ...target, ...change })}
          onRangeChange={onRangeChange}
        />
      ) : (
        <ProfileView
          answer={answer.data}
          profileTypeId={profileTypeId}
          service={serviceOf(ask.labelSelector)}
          onFunction={onFunction}
        />
      )}
    </>
  );
}
