import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { Panel } from './model/dashboard.ts';
import type { PanelData } from './model/panel-data.ts';
import { BarGaugePanel, GaugePanel } from './panels/GaugePanel.tsx';
import { LogsPanel } from './panels/LogsPanel.tsx';
import { StatPanel } from './panels/StatPanel.tsx';
import { TablePanel } from './panels/TablePanel.tsx';
import { TextPanel } from './panels/TextPanel.tsx';
import { TimeSeriesPanel } from './panels/TimeSeriesPanel.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

interface PanelBodyProps {
  readonly panel: Panel;
  readonly data: PanelData;
  readonly range: AbsoluteRange;
}

/** A panel's answers as its type shows them. */
export function PanelBody({ panel, data, range }: PanelBodyProps) {
  const { view } = panel;
  switch (view.kind) {
    case 'timeseries':
      return <TimeSeriesPanel panel={panel} options={view.options} data={data} range={range} />;
    case 'stat':
      return <StatPanel options={view.options} data={data} />;
    case 'gauge':
      return <GaugePanel options={view.options} data={data} />;
    case 'bargauge':
      return <BarGaugePanel options={view.options} data={data} />;
    case 'table':
      return <TablePanel panel={panel} options={view.options} data={data} />;
    case 'logs':
      return <LogsPanel panel={panel} options={view.options} data={data} range={range} />;
    case 'text':
      return <TextPanel options={view.options} />;
    case 'unsupported':
      return <EmptyState title={`Panel type ${view.type} is not supported yet`} detail="The other panels go on." />;
  }
}

/** Whether the answers hold anything that this panel's type shows. */
export function hasContent({ view }: Panel, data: PanelData): boolean {
  if (view.kind === 'logs') return data.logs.some(({ answer }) => answer.timestamps.length > 0);
  if (view.kind === 'text' || view.kind === 'unsupported') return true;
  if (view.kind === 'table' && data.traces.some(({ search }) => search.traces.length > 0)) return true;
  return data.series.length > 0;
}
