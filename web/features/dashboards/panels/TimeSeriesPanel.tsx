import { useMemo, useState } from 'react';
import type { Exemplar } from '../../../../server/contract/metrics.ts';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import { selectSeries } from '../../../charts/time-series/legend-selection.ts';
import type { Anchor } from '../../../charts/time-series/props.ts';
import { spotSubject } from '../../../charts/time-series/spot-subject.ts';
import { TimeSeriesChart } from '../../../charts/time-series/TimeSeriesChart.tsx';
import { TimeSeriesLegend } from '../../../charts/time-series/TimeSeriesLegend.tsx';
import { useJumps } from '../../../lib/pane.ts';
import { useDashboard } from '../dashboard-context.ts';
import { thresholdsOf, toChartSeries } from '../model/chart-series.ts';
import type { Panel } from '../model/dashboard.ts';
import { legendEntries, legendTitles } from '../model/legend-entries.ts';
import type { PanelData, PanelSeries } from '../model/panel-data.ts';
import { originOf, panelSeriesSubject } from '../model/panel-subjects.ts';
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
  const seriesOf = (key: string): PanelSeries | undefined => data.series.find((one) => one.key === key);
  const scene = {
    range,
    series,
    originOf(key: string) {
      const found = seriesOf(key);
      return found ? originOf(found) : null;
    },
    onZoom,
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
          subjectOf={(spot) => spotSubject(scene, spot)}
        />
      </div>
      {legend.showLegend && series.length > 0 ? (
        <div className={styles.legend}>
          <TimeSeriesLegend
            mode={legend.displayMode}
            calcs={legendTitles(legend)}
            entries={legendEntries(series, data, legend)}
            onSelect={handleLegend}
            subjectOf={(key) => {
              const found = seriesOf(key);
              return found ? panelSeriesSubject(found, range) : null;
            }}
          />
        </div>
      ) : null}
    </div>
  );
}
