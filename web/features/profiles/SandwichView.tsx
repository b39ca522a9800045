import { type ComponentProps, useMemo } from 'react';
import { FlameGraph } from '../../charts/flame-graph/FlameGraph.tsx';
import { buildFlameTree, type FlameTree } from '../../signals/profile/flame-tree.ts';
import { pruneToWidest } from '../../signals/profile/prune.ts';
import { sandwich } from '../../signals/profile/sandwich.ts';
import type { FunctionTotals } from '../../signals/profile/top-functions.ts';
import { Combobox } from '../../ui/Combobox.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import styles from './Profiles.module.css';

const MAX_FRAMES = 500;

type SharedGraph = Pick<ComponentProps<typeof FlameGraph>, 'unit' | 'colorOf' | 'subjectOf'>;

interface SandwichViewProps {
  readonly tree: FlameTree;
  readonly name: string | null;
  readonly functions: readonly FunctionTotals[];
  readonly graph: SharedGraph;
  readonly onSelect: (name: string) => void;
}

/** One function between those that call it and those it calls, over all stacks. */
export function SandwichView({ tree, name, functions, graph, onSelect }: SandwichViewProps) {
  const halves = useMemo(() => {
    if (name === null) return null;
    const { callers, callees } = sandwich(tree, name, '');
    return { callers: buildFlameTree(callers), callees: buildFlameTree(callees) };
  }, [tree, name]);
  const picker = (
    <Combobox
      label="Function"
      value={name}
      options={functions.map((one) => ({ value: one.name, label: one.name }))}
      placeholder="Choose a function"
      onChange={onSelect}
    />
  );
  if (!halves) {
    return (
      <EmptyState title="No function chosen" detail="A sandwich shows who calls a function and what it calls.">
        {picker}
      </EmptyState>
    );
  }
  return (
    <div className={styles.sandwich}>
      {picker}
      <Half title="Called by" tree={halves.callers} graph={graph} onSelect={onSelect} />
      <Half title="Calls" tree={halves.callees} graph={graph} onSelect={onSelect} />
    </div>
  );
}

interface HalfProps {
  readonly title: string;
  readonly tree: FlameTree;
  readonly graph: SharedGraph;
  readonly onSelect: (name: string) => void;
}

function Half({ title, tree, graph, onSelect }: HalfProps) {
  const root = useMemo(() => pruneToWidest(tree, { limit: MAX_FRAMES }), [tree]);
  const { unit, colorOf, subjectOf } = graph;
  // Here the root is a function like any other.
  const colorOfAny = useMemo(() => (name: string) => colorOf(name, -1), [colorOf]);
  return (
    <section aria-label={title}>
      <h4 className={styles.halfTitle}>{title}</h4>
      <FlameGraph
        unit={unit}
        {...(subjectOf ? { subjectOf } : {})}
        colorOf={colorOfAny}
        label={`${title}: ${root.name}`}
        root={root}
        focusRow={0}
        matches={null}
        onSelectFrame={(row) => onSelect(tree.names[tree.nameIndex[row] ?? -1] ?? root.name)}
      />
    </section>
  );
}
