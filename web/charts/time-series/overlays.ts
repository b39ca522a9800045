import type uPlot from 'uplot';
import { bandsBetween } from '../../signals/metric/thresholds.ts';
import { dashboardColor } from '../../signals/metric/color.ts';
import { withAlpha, type ChartTheme } from '../theme.ts';
import type { TimeSeriesProps } from './props.ts';

/** What the overlays need at each draw. */
export interface OverlayInput {
  readonly props: TimeSeriesProps;
  readonly theme: ChartTheme;
  /** The scale that thresholds belong to. */
  readonly scale: string | undefined;
}

/** Threshold areas, behind everything. */
export function drawThresholdAreas(plot: uPlot, { props, theme, scale }: OverlayInput): void {
  const limits = scale === undefined ? undefined : plot.scales[scale];
  if (!props.thresholds?.style.includes('area') || scale === undefined) return;
  if (limits?.min == null || limits.max == null) return;
  const { left, width } = plot.bbox;
  for (const band of bandsBetween(props.thresholds.steps, limits.min, limits.max)) {
    const color = dashboardColor(band.color);
    if (!color || color === 'transparent') continue;
    const top = plot.valToPos(band.to, scale, true);
    const bottom = plot.valToPos(band.from, scale, true);
    plot.ctx.fillStyle = withAlpha(theme.color(color), 0.09);
    plot.ctx.fillRect(left, top, width, bottom - top);
  }
}

/** Threshold lines and time markers, in front. */
export function drawOverlayLines(plot: uPlot, input: OverlayInput): void {
  const { ctx } = plot;
  ctx.save();
  drawThresholdLines(plot, input);
  drawMarkers(plot, input);
  ctx.restore();
}

function drawThresholdLines(plot: uPlot, { props, theme, scale }: OverlayInput): void {
  const style = props.thresholds?.style;
  if (!style || style === 'area' || scale === undefined) return;
  const ratio = devicePixelRatio;
  const { left, width, top, height } = plot.bbox;
  plot.ctx.lineWidth = ratio;
  plot.ctx.setLineDash(style.startsWith('dashed') ? [6 * ratio, 4 * ratio] : []);
  for (const step of props.thresholds.steps) {
    const color = dashboardColor(step.color);
    const y = plot.valToPos(step.value, scale, true);
    if (!color || !Number.isFinite(step.value) || y < top || y > top + height) continue;
    plot.ctx.strokeStyle = withAlpha(theme.color(color), 0.8);
    line(plot.ctx, { x: left, y }, { x: left + width, y });
  }
}

function drawMarkers(plot: uPlot, { props, theme }: OverlayInput): void {
  const ratio = devicePixelRatio;
  const { left, width, top, height } = plot.bbox;
  plot.ctx.lineWidth = 1.5 * ratio;
  plot.ctx.setLineDash([]);
  plot.ctx.font = theme.font.replace(/^(\d+)px/, (_all, size: string) => `${Number(size) * ratio}px`);
  for (const marker of props.markers ?? []) {
    const x = plot.valToPos(marker.time, 'x', true);
    if (x < left || x > left + width) continue;
    const color = theme.color(marker.color ?? 'var(--accent)');
    plot.ctx.strokeStyle = color;
    plot.ctx.fillStyle = color;
    line(plot.ctx, { x, y: top }, { x, y: top + height });
    const atEnd = x > left + width * 0.7;
    plot.ctx.textAlign = atEnd ? 'right' : 'left';
    plot.ctx.textBaseline = 'top';
    plot.ctx.fillText(marker.label, x + (atEnd ? -5 : 5) * ratio, top + 3 * ratio);
  }
}

interface Spot {
  readonly x: number;
  readonly y: number;
}
function line(ctx: CanvasRenderingContext2D, from: Spot, to: Spot): void {
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.lineTo(to.x, to.y);
  ctx.stroke();
}
