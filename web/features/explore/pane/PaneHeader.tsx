import { Play } from 'lucide-react';
import type { ExplorePane } from '../../../../server/contract/explore-url.ts';
import { signalOf } from '../../../../server/contract/signal.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { useShortcut } from '../../../lib/shortcuts.ts';
import { formatDuration } from '../../../lib/time.ts';
import { Button } from '../../../ui/Button.tsx';
import { Combobox } from '../../../ui/Combobox.tsx';
import { SignalIcon } from '../../../ui/SignalIcon.tsx';
import { TimeRangePicker } from '../../../ui/TimeRangePicker.tsx';
import type { Activity } from './activity.ts';
import styles from '../Explore.module.css';
import { CancelButton } from './CancelButton.tsx';
import { HistoryMenu } from '../history/HistoryMenu.tsx';
import type { FrameActions } from './pane-frame-actions.ts';
import type { PaneActions } from './pane-actions.ts';
import { PaneMenu } from './PaneMenu.tsx';

interface PaneHeaderProps {
  readonly pane: ExplorePane;
  readonly source: SourceInfo;
  readonly sources: readonly SourceInfo[];
  readonly activity: Activity;
  readonly isFocused: boolean;
  readonly act: PaneActions;
  readonly frame: FrameActions;
}

export function PaneHeader({ pane, source, sources, activity, isFocused, act, frame }: PaneHeaderProps) {
  return (
    <header className={styles.header}>
      {isFocused ? <RunKey onRun={act.onRun} /> : null}
      <Combobox
        label="Data source"
        value={source.uid}
        options={sources.map((one) => ({
          value: one.uid,
          label: one.name,
          icon: <SignalIcon signal={signalOf(one.type)} />,
        }))}
        onChange={act.onSource}
        className={styles.sourcePicker ?? ''}
      />
      <span className={styles.spacer} />
      <span className={styles.elapsed} aria-live="off">
        {!activity.isBusy && activity.elapsedMs !== null ? formatDuration(Math.round(activity.elapsedMs)) : null}
      </span>
      <TimeRangePicker range={pane.range} onChange={act.onRange} keyboard={isFocused} compact />
      {activity.isBusy ? (
        <CancelButton onCancel={act.onCancel} />
      ) : (
        <Button variant="primary" onClick={act.onRun}>
          <Play size={11} aria-hidden /> Run
        </Button>
      )}
      <div className={styles.tools}>
        <HistoryMenu source={source} sources={sources} onChoose={act.onHistory} />
        <PaneMenu act={act} frame={frame} link={pane.view?.link} />
      </div>
    </header>
  );
}

function RunKey({ onRun }: { readonly onRun: () => void }) {
  useShortcut({ keys: 'r', label: 'Run the pane in focus', group: 'Explore' }, onRun);
  return null;
}
