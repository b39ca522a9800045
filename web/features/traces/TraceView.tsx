import { useDeferredValue, useState } from 'react';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { SourceInfo } from '../../../server/contract/source.ts';
import type { Trace } from '../../../server/contract/traces.ts';
import { criticalPath, type CriticalSegment } from '../../signals/trace/critical-path.ts';
import { matchingRows } from '../../signals/trace/match.ts';
import { rowsWith } from '../../signals/trace/join.ts';
import { layoutTree } from '../../signals/trace/tree.ts';
import type { TraceWindow } from '../../charts/waterfall/minimap.ts';
import { usePaneTitle } from '../../lib/pane-title.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { DEFAULT_CHOICE } from './join-choice.ts';
import { SpanDetails } from './SpanDetails.tsx';
import { TraceHeader } from './TraceHeader.tsx';
import { TraceSignals } from './TraceSignals.tsx';
import styles from './TraceView.module.css';
import { lineSubject, spanSubject } from './trace-subject.ts';
import { rowOfSpan, serviceAt, spanAt, type TraceModel } from './trace-model.ts';
import { useJoined } from './use-joined.ts';
import { Waterfall } from './Waterfall.tsx';

interface TraceViewProps {
  readonly source: SourceInfo;
  readonly range: AbsoluteRange;
  readonly trace: Trace;
  readonly spanId?: string;
  readonly onSpanChange?: (spanId: string) => void;
}

function toModel(trace: Trace): TraceModel {
  const tree = layoutTree(trace);
  const critical = new Map<number, CriticalSegment[]>();
  for (const segment of criticalPath(trace, tree)) {
    const own = critical.get(segment.row);
    if (own) own.push(segment);
    else critical.set(segment.row, [segment]);
  }
  return { trace, tree, critical };
}

const models = new WeakMap<Trace, TraceModel>();
/** Layout costs some milliseconds at 10,000 spans, so an answer is laid out once, whoever shows it. */
function modelOf(trace: Trace): TraceModel {
  const model = models.get(trace) ?? toModel(trace);
  models.set(trace, model);
  return model;
}

/** How people speak of a trace: whose request it was, and which. */
function titleOf(model: TraceModel): string {
  const root = spanAt(model, 0);
  return root ? `${serviceAt(model, root)}: ${root.name}` : model.trace.traceId;
}

/** One trace: header, waterfall, and beside it what is known of the span in hand. */
export function TraceView({ source, range, trace, spanId = '', onSpanChange }: TraceViewProps) {
  const model = modelOf(trace);
  usePaneTitle(titleOf(model));
  const [own, setOwn] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [window, setWindow] = useState<TraceWindow>({ fromNs: 0, toNs: trace.durationNs });
  const [choice, setChoice] = useState(DEFAULT_CHOICE);
  const state = useJoined(model, source.uid);
  const { joined, logs } = state;
  const searched = useDeferredValue(text);
  const matches = matchingRows(trace, model.tree, searched);
  // Without a home in the URL, the choice is the view's own.
  const selectedId = onSpanChange ? spanId : (own ?? spanId);
  const selectedRow = selectedId === '' ? -1 : rowOfSpan(model, selectedId);
  const selected = spanAt(model, selectedRow);
  const select = (id: string) => (onSpanChange ? onSpanChange(id) : setOwn(id));
  if (trace.spans.length === 0) {
    return (
      <EmptyState
        title="This trace has no spans"
        query={trace.traceId}
        detail={`${source.name} knows the ID, but sent nothing of it.`}
      />
    );
  }
  return (
    <div className={styles.view} data-details={selected ? '' : undefined}>
      <TraceHeader model={model} search={{ text, matches: matches.length, onText: setText }}>
        <TraceSignals state={state} choice={choice} onChoice={setChoice} />
      </TraceHeader>
      <Waterfall
        model={model}
        matches={matches}
        searching={searched.trim() !== ''}
        selectedRow={selectedRow}
        view={{ window, onWindow: setWindow }}
        join={{
          joined,
          kept: choice.filters.size > 0 ? rowsWith(joined, choice.filters) : null,
          isLined: choice.isLined,
        }}
        onSelect={(row) => select(spanAt(model, row)?.spanId ?? '')}
        subjects={{
          ofSpan: (span) => spanSubject({ model, span, sourceUid: source.uid, range }),
          ofLine: (line) => (logs ? lineSubject(line, logs) : null),
        }}
      />
      {selected ? (
        <SpanDetails
          source={source}
          range={range}
          model={model}
          span={selected}
          joined={{ lines: joined.lines.get(selectedRow) ?? [], exemplars: joined.exemplars.get(selectedRow) ?? [] }}
          onClose={() => select('')}
        />
      ) : null}
    </div>
  );
}
