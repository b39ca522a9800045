import { useMemo, useState } from 'react';
import type { Exemplar } from '../../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import { selectSeries } from '../../../charts/time-series/legend-selection.ts';
import type { Anchor, PickedPoint } from '../../../charts/time-series/props.ts';
import { TimeSeriesChart } from '../../../charts/time-series/TimeSeriesChart.tsx';
import { TimeSeriesLegend } from '../../../charts/time-series/TimeSeriesLegend.tsx';
import { useJumps } from '../../../lib/pane.ts';
import { JumpMenu } from '../../../ui/JumpMenu.tsx';
import { useDashboard } from '../dashboard-context.ts';
import { thresholdsOf, toChartSeries } from '../model/chart-series.ts';
import type { Panel } from '../model/dashboard.ts';
import { legendEntries, legendTitles } from '../model/legend-entries.ts';
import type { PanelData } from '../model/panel-data.ts';
import type { TimeSeriesOptions } from '../model/panel-view.ts';
import styles from './Panels.module.css';

interface TimeSeriesPanelProps {
  readonly panel: Panel;
  readonly options: TimeSeriesOptions;
  readonly data: PanelData;
  readonly range: AbsoluteRange;
}

export function TimeSeriesPanel({ panel, options, data, range }: TimeSeriesPanelProps) {
  const { dashboard, onZoom } = useDashboard();
  const jumps = useJumps();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [picked, setPicked] = useState<PickedPoint | null>(null);
  // The chart draws anew only what is not the same object.
  const series = useMemo(() => toChartSeries(data, hidden), [data, hidden]);
  const thresholds = useMemo(() => thresholdsOf(data), [data]);
  const exemplars = useMemo(() => data.exemplars.map(({ exemplar }) => exemplar), [data]);
  const { legend, tooltip } = options;

  const handleExemplar = (exemplar: Exemplar, _anchor: Anchor): void => {
    const found = data.exemplars.find((one) => one.exemplar === exemplar);
    if (!found) return;
    const sourceUid = found.query.source.uid;
    const [first] = jumps.resolve({ kind: 'exemplar', sourceUid, range, ...exemplar });
    if (first) jumps.open(first);
  };
  const handleLegend = (key: string, toggle: boolean): void =>
    setHidden(
      selectSeries(
        hidden,
        series.map((one) => one.key),
        { key, toggle },
      ),
    );

  return (
    <div className={styles.series} data-placement={legend.placement}>
      <div className={styles.plot}>
        <TimeSeriesChart
          label={panel.title || 'Time series'}
          range={range}
          times={data.times}
          series={series}
          exemplars={exemplars}
          tooltip={tooltip}
          {...(thresholds ? { thresholds } : {})}
          {...(dashboard.crosshair === 'own'
            ? {}
            : { sync: { key: `dashboard ${dashboard.uid}`, tooltip: dashboard.crosshair === 'shared-tooltip' } })}
          onZoom={onZoom}
          onExemplar={handleExemplar}
          onPoint={setPicked}
        />
      </div>
      {legend.showLegend && series.length > 0 ? (
        <div className={styles.legend}>
          <TimeSeriesLegend
            mode={legend.displayMode}
            calcs={legendTitles(legend)}
            entries={legendEntries(series, data, legend)}
            onSelect={handleLegend}
          />
        </div>
      ) : null}
      {picked ? <PointMenu data={data} range={range} point={picked} onClose={() => setPicked(null)} /> : null}
    </div>
  );
}

interface PointMenuProps {
  readonly data: PanelData;
  readonly range: AbsoluteRange;
  readonly point: PickedPoint;
  readonly onClose: () => void;
}

function PointMenu({ data, range, point, onClose }: PointMenuProps) {
  const jumps = useJumps();
  const series = data.series.find(({ key }) => key === point.seriesKey);
  if (!series) return null;
  const { source, request } = series.query;
  const found = jumps.resolve({
    kind: 'point',
    sourceUid: source.uid,
    range,
    expr: request.query,
    labels: series.labels,
    value: point.value,
    time: point.time,
    stepMs: 'step' in request ? request.step : 60_000,
  });
  return <JumpMenu title={series.name} jumps={found} anchor={point.anchor} onClose={onClose} />;
}
