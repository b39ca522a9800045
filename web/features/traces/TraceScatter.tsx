import { useMemo } from 'react';
import type { QueryJump } from '../../../server/contract/jump.ts';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { TraceSummary } from '../../../server/contract/traces.ts';
import { TimeSeriesChart } from '../../charts/time-series/TimeSeriesChart.tsx';
import { useCursor } from '../../lib/cursor.ts';
import { toScatter, traceAt } from './scatter.ts';
import { traceSubject } from './trace-subject.ts';
import styles from './TraceSearch.module.css';

interface TraceScatterProps {
  readonly source: SourceInfo;
  readonly range: AbsoluteRange;
  readonly traces: readonly TraceSummary[];
  readonly jumpTo: (trace: TraceSummary) => QueryJump;
  readonly onZoom: (range: AbsoluteRange) => void;
}

/** How long the found traces took, over time; each point leads to its trace. */
export function TraceScatter({ source, range, traces, jumpTo, onZoom }: TraceScatterProps) {
  const cursor = useCursor();
  const scatter = useMemo(() => toScatter(traces), [traces]);
  return (
    <div className={styles.scatter}>
      <TimeSeriesChart
        label={`Duration of ${traces.length} traces over time`}
        range={range}
        times={scatter.times}
        series={scatter.series}
        tooltip={{ mode: 'single', sort: 'none', hideZeros: false }}
        cursor={cursor}
        onZoom={onZoom}
        subjectOf={(spot) => {
          const trace = spot.kind === 'point' ? traceAt(scatter, spot.time, spot.value) : undefined;
          return trace ? traceSubject({ source, range, trace, jump: jumpTo(trace) }) : null;
        }}
      />
    </div>
  );
}
