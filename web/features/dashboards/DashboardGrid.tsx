import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useDashboard } from './dashboard-context.ts';
import type { Panel, Section } from './model/dashboard.ts';
import { interpolate } from './model/interpolate.ts';
import { PanelFrame } from './PanelFrame.tsx';
import styles from './DashboardGrid.module.css';

/** Sections under each other, each a grid of 24 columns; on narrow screens panels stand in one column. */
export function DashboardGrid() {
  const { dashboard } = useDashboard();
  return (
    <div className={styles.sections}>
      {dashboard.sections.map((section) => (
        <SectionView key={section.id} section={section} />
      ))}
    </div>
  );
}

function SectionView({ section }: { readonly section: Section }) {
  const { scope } = useDashboard();
  const [isOpen, setOpen] = useState(!section.collapsed);
  const title = section.title === null ? null : interpolate(section.title, scope);
  return (
    <section className={styles.section} aria-label={title || 'Panels'}>
      {title === null ? null : (
        <h2 className={styles.row}>
          <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
            {title || 'Row'}
            {isOpen ? null : (
              <span className={styles.count}>
                {section.panels.length} {section.panels.length === 1 ? 'panel' : 'panels'}
              </span>
            )}
          </button>
        </h2>
      )}
      {isOpen && section.panels.length > 0 ? (
        <div className={styles.grid}>
          {section.panels.map((panel) => (
            <div key={panel.id} className={styles.cell} style={placeOf(panel)} data-compact={isCompact(panel)}>
              <PanelFrame panel={panel} heading={title === null ? 'h2' : 'h3'} />
            </div>
          ))}
        </div>
      ) : null}
    </section>
  );
}

const placeOf = ({ grid }: Panel) =>
  ({
    '--x': grid.x + 1,
    '--y': grid.y + 1,
    '--w': grid.w,
    '--h': grid.h,
  }) as Readonly<Record<string, number>>;

/** Numbers stand two by two on a narrow screen. */
const isCompact = ({ view, grid }: Panel): boolean => (view.kind === 'stat' || view.kind === 'gauge') && grid.w <= 8;
