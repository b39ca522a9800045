import { useDeferredValue, useMemo, useState } from 'react';
import { profileMeasure, type FlameGraphAnswer } from '../../../server/contract/profiles.ts';
import { percent } from '../../charts/flame-graph/frame-text.ts';
import { FlameGraph } from '../../charts/flame-graph/FlameGraph.tsx';
import type { JumpSubject } from '../../lib/jump-places.ts';
import { formatText } from '../../signals/metric/unit.ts';
import { buildFlameTree, nameOf, pathOf, rowAt } from '../../signals/profile/flame-tree.ts';
import { pruneToWidest } from '../../signals/profile/prune.ts';
import { searchFrames } from '../../signals/profile/search.ts';
import { topFunctions } from '../../signals/profile/top-functions.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { SearchField } from '../../ui/TextField.tsx';
import { FocusBar } from './FocusBar.tsx';
import { frameColors, typeLabel } from './profile-model.ts';
import styles from './Profiles.module.css';
import { SandwichView } from './SandwichView.tsx';
import { TopTable } from './TopTable.tsx';

/** SVG elements a browser draws without a stutter. */
const MAX_FRAMES = 1200;

type Layout = 'both' | 'flame' | 'table' | 'sandwich';
const LAYOUTS = [
  { value: 'both', label: 'Both' },
  { value: 'flame', label: 'Flame graph' },
  { value: 'table', label: 'Table' },
  { value: 'sandwich', label: 'Sandwich' },
] as const;

interface ProfileViewProps {
  readonly answer: FlameGraphAnswer;
  readonly profileTypeId: string;
  readonly service: string | null;
  /** The function a jump may start from; null for the whole profile. */
  readonly onFunction: (name: string | null) => void;
  /** The jump menu of a function, wherever it is shown. */
  readonly subjectOf: (name: string) => JumpSubject;
}

/** A merged profile: flame graph, table of functions, search, and one function between callers and callees. */
export function ProfileView({ answer, profileTypeId, service, onFunction, subjectOf }: ProfileViewProps) {
  const [layout, setLayout] = useState<Layout>('both');
  const [text, setText] = useState('');
  // By names, so that it outlives a new time range, whose rows are others.
  const [focusPath, setFocusPath] = useState<readonly string[]>([]);
  const [selected, setSelected] = useState<string | null>(null);
  const search = useDeferredValue(text);
  const tree = useMemo(() => buildFlameTree(answer), [answer]);
  const focusRow = rowAt(tree, focusPath);
  const root = useMemo(() => pruneToWidest(tree, { limit: MAX_FRAMES, focus: focusRow }), [tree, focusRow]);
  const functions = useMemo(() => topFunctions(tree), [tree]);
  const found = useMemo(() => searchFrames(tree, search), [tree, search]);
  const matches = useMemo(() => {
    if (found) return new Set(tree.names.filter((_, index) => found.names[index]));
    return selected === null ? null : new Set([selected]);
  }, [found, selected, tree]);
  const colorOf = useMemo(() => frameColors(service), [service]);
  const { totalUnit, isSnapshot } = profileMeasure(profileTypeId);
  const whole = tree.total[0] ?? 0;
  const listed = found ? functions.filter(({ name }) => matches?.has(name)) : functions;
  const select = (name: string | null) => {
    setSelected(name);
    onFunction(name);
  };
  const graph = {
    label: `Flame graph of ${typeLabel(profileTypeId)}${service === null ? '' : ` of ${service}`}`,
    unit: totalUnit,
    matches,
    colorOf,
    subjectOf,
  };
  return (
    <div className={styles.view}>
      <div className={styles.viewBar}>
        <p className={styles.sum}>
          <strong>{formatText(whole, { unit: totalUnit })}</strong>
          {isSnapshot ? ' over all snapshots' : ''} · {functions.length} functions
        </p>
        <SearchField
          label="Find functions"
          placeholder="Find functions"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {found ? (
          <p className={styles.found} role="status">
            {found.rows} frame{found.rows === 1 ? '' : 's'}, {percent(found.total, whole)}
          </p>
        ) : null}
        <Segmented label="View" value={layout} options={LAYOUTS} onChange={setLayout} />
      </div>
      <FocusBar tree={tree} row={focusRow} unit={totalUnit} onFocus={(row) => setFocusPath(pathOf(tree, row))} />
      <div className={styles.panes} data-layout={layout}>
        {layout === 'both' || layout === 'table' ? (
          <TopTable
            functions={listed}
            whole={whole}
            unit={totalUnit}
            selected={selected}
            onSelect={select}
            subjectOf={subjectOf}
          />
        ) : null}
        {layout === 'both' || layout === 'flame' ? (
          <div className={styles.graph}>
            <FlameGraph
              {...graph}
              root={root}
              focusRow={focusRow}
              onSelectFrame={(row) => {
                setFocusPath(pathOf(tree, row));
                onFunction(row === 0 ? null : nameOf(tree, row));
              }}
            />
          </div>
        ) : null}
        {layout === 'sandwich' ? (
          <SandwichView tree={tree} name={selected} functions={listed} graph={graph} onSelect={select} />
        ) : null}
      </div>
    </div>
  );
}
