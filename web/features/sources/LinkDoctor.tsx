import { useQuery } from '@tanstack/react-query';
import { Stethoscope } from 'lucide-react';
import { useState } from 'react';
import type { SourceDiagnosis } from '../../../server/contract/doctor.ts';
import { epochMs } from '../../../server/contract/units.ts';
import { formatAbsoluteRange } from '../../lib/time.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Progress, SkeletonRows } from '../../ui/Skeleton.tsx';
import { DoctorPatchView } from './DoctorPatchView.tsx';
import { DoctorRules } from './DoctorRules.tsx';
import { summaryText } from './doctor-words.ts';
import styles from './LinkDoctor.module.css';
import { doctorQueries } from './queries.ts';

/** Follows the links that lead out of a source, on real telemetry, and says which arrive. */
export function LinkDoctor({ uid }: { readonly uid: string }) {
  const [isAsked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({ ...doctorQueries.diagnosis(uid), enabled: isAsked });
  const run = () => {
    if (isFetching) return;
    if (isAsked) void refetch();
    else setAsked(true);
  };
  return (
    <section className={styles.doctor} aria-labelledby="link-doctor">
      <header>
        <h2 id="link-doctor">Link doctor</h2>
        <p>Follows every link on recent telemetry, and says which arrive and why others do not.</p>
        <Button onClick={run} aria-disabled={isFetching} aria-describedby="link-doctor">
          <Stethoscope size={12} aria-hidden /> {data ? 'Run again' : 'Run'}
        </Button>
      </header>
      <Progress active={isFetching && data !== undefined} />
      <p className={styles.live} role="status">
        {isFetching ? 'Looking at recent telemetry and following its links…' : data ? summaryText(data) : ''}
      </p>
      {error && !isFetching ? <ErrorState error={error} onRetry={run} /> : null}
      {isFetching && !data ? <SkeletonRows count={5} /> : null}
      {data ? <Diagnosis diagnosis={data} /> : null}
    </section>
  );
}

function Diagnosis({ diagnosis }: { readonly diagnosis: SourceDiagnosis }) {
  const { sampled, problem, rules, patch, suggestion } = diagnosis;
  const configured = rules.filter(({ isDefault }) => !isDefault);
  const defaults = rules.filter(({ isDefault }) => isDefault);
  return (
    <>
      {sampled ? (
        <p className={styles.sampled}>
          {sampled.text} of {formatAbsoluteRange({ from: epochMs(sampled.from), to: epochMs(sampled.to) })}
        </p>
      ) : null}
      {problem ? <EmptyState title="Nothing to try links on" detail={problem} /> : null}
      {configured.length > 0 ? <DoctorRules title="Configured links" rules={configured} /> : null}
      {patch ? <DoctorPatchView title="What would help" patch={patch} /> : null}
      {suggestion ? <DoctorPatchView title="Links it could have" patch={suggestion} /> : null}
      {defaults.length > 0 ? <DoctorRules title="Links by convention" rules={defaults} /> : null}
    </>
  );
}
