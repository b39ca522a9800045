import { ChevronDown, ChevronLeft, ChevronRight, Clock, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import type { AbsoluteRange, RawRange } from '../../server/contract/query.ts';
import { resolveRange, toRawRange } from '../../server/contract/time-range.ts';
import { epochMs } from '../../server/contract/units.ts';
import { useShortcut } from '../lib/shortcuts.ts';
import { type Preference, readPreference, writePreference } from '../lib/storage.ts';
import { formatAbsoluteRange, formatRange, formatShortRange, shiftRange, zoomOut } from '../lib/time.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { Popover } from './Popover.tsx';
import { RangeForm } from './RangeForm.tsx';
import styles from './TimeRangePicker.module.css';

const QUICK: readonly RawRange[] = [
  ...['5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', '2d', '7d', '30d'].map((ago) => ({
    from: `now-${ago}`,
    to: 'now',
  })),
  { from: 'now/d', to: 'now/d' },
  { from: 'now-1d/d', to: 'now-1d/d' },
];

const recentRanges: Preference<readonly RawRange[]> = {
  key: 'recent-ranges',
  fallback: [],
  parse(value) {
    if (!Array.isArray(value)) return undefined;
    return value.filter((item): item is RawRange => typeof item?.from === 'string' && typeof item?.to === 'string');
  },
};

function remember(range: RawRange): void {
  const others = readPreference(recentRanges).filter((one) => one.from !== range.from || one.to !== range.to);
  writePreference(recentRanges, [range, ...others].slice(0, 5));
}

interface TimeRangePickerProps {
  readonly range: RawRange;
  readonly onChange: (range: RawRange) => void;
  /** Whether `[`, `]` and `-` work on this one: at most one picker of a page. */
  readonly keyboard?: boolean;
  /** Without the step buttons, for tight places. */
  readonly compact?: boolean;
}

export function TimeRangePicker({ range, onChange, keyboard = false, compact = false }: TimeRangePickerProps) {
  const [open, setOpen] = useState(false);
  const [now] = useState(() => epochMs(Date.now()));
  const resolve = () => resolveRange(range, { now: epochMs(Date.now()) });
  const earlier = () => onChange(toRawRange(shiftRange(resolve(), -1)));
  const later = () => onChange(toRawRange(shiftRange(resolve(), 1)));
  const wider = () => onChange(toRawRange(zoomOut(resolve(), epochMs(Date.now()))));
  const choose = (next: RawRange) => {
    remember(next);
    setOpen(false);
    onChange(next);
  };
  return (
    <div className={styles.picker}>
      {keyboard ? <RangeKeys earlier={earlier} later={later} wider={wider} /> : null}
      {compact ? null : (
        <IconButton label="Earlier" keys="[" onClick={earlier}>
          <ChevronLeft size={14} aria-hidden />
        </IconButton>
      )}
      <Popover
        label="Time range"
        align="end"
        open={open}
        onOpenChange={setOpen}
        className={styles.popup ?? ''}
        trigger={
          <Button variant={compact ? 'quiet' : 'default'} className={styles.trigger ?? ''}>
            <Clock size={14} aria-hidden />
            <span className={styles.text}>
              <span className={styles.srOnly}>Time range: </span>
              {isAbsolute(range) ? formatShortRange(absolute(range), now) : formatRange(range, NO_RANGE)}
            </span>
            <ChevronDown size={12} aria-hidden />
          </Button>
        }
      >
        <QuickRanges current={range} onChoose={choose} />
        <div className={styles.side}>
          <RangeForm key={`${range.from}|${range.to}`} range={range} onApply={choose} />
          <RecentRanges onChoose={choose} />
        </div>
      </Popover>
      {compact ? null : (
        <>
          <IconButton label="Later" keys="]" onClick={later}>
            <ChevronRight size={14} aria-hidden />
          </IconButton>
          <IconButton label="Zoom out" keys="-" onClick={wider}>
            <ZoomOut size={14} aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}

interface RangeKeysProps {
  readonly earlier: () => void;
  readonly later: () => void;
  readonly wider: () => void;
}
function RangeKeys({ earlier, later, wider }: RangeKeysProps) {
  useShortcut({ keys: '[', label: 'Earlier', group: 'Time' }, earlier);
  useShortcut({ keys: ']', label: 'Later', group: 'Time' }, later);
  useShortcut({ keys: '-', label: 'Zoom out', group: 'Time' }, wider);
  return null;
}

interface QuickRangesProps {
  readonly current: RawRange;
  readonly onChoose: (range: RawRange) => void;
}
function QuickRanges({ current, onChoose }: QuickRangesProps) {
  return (
    <ul className={styles.quick} aria-label="Quick ranges">
      {QUICK.map((range) => (
        <li key={range.from}>
          <button
            type="button"
            className={styles.choice}
            aria-pressed={range.from === current.from && range.to === current.to}
            onClick={() => onChoose(range)}
          >
            {formatRange(range, NO_RANGE)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function RecentRanges({ onChoose }: { readonly onChoose: (range: RawRange) => void }) {
  const recents = readPreference(recentRanges);
  if (recents.length === 0) return null;
  return (
    <div>
      <h3 className={styles.heading}>Recent</h3>
      <ul>
        {recents.map((range) => (
          <li key={`${range.from}|${range.to}`}>
            <button type="button" className={styles.choice} onClick={() => onChoose(range)}>
              {isAbsolute(range) ? formatAbsoluteRange(absolute(range)) : formatRange(range, NO_RANGE)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Relative ranges are said in words, which need no clock. */
const NO_RANGE: AbsoluteRange = { from: epochMs(0), to: epochMs(0) };
const absolute = ({ from, to }: RawRange): AbsoluteRange => ({ from: epochMs(Number(from)), to: epochMs(Number(to)) });
const isAbsolute = ({ from, to }: RawRange): boolean => /^\d+$/.test(from) && /^\d+$/.test(to);
