import { z } from 'zod';

/** Grafana's dashboard JSON as found in the wild: every field may be missing, null or of another time. */
const text = z.string().catch('');
const flag = z.boolean().catch(false);
const number = z.number();

export const RawSourceRef = z
  .union([
    z.string(),
    z.looseObject({ uid: z.string().optional().catch(undefined), type: z.string().optional().catch(undefined) }),
  ])
  .nullish()
  .catch(null);
export type RawSourceRef = z.infer<typeof RawSourceRef>;

export const RawTarget = z.looseObject({
  refId: z.string().catch(''),
  hide: flag,
  datasource: RawSourceRef,
});
export type RawTarget = z.infer<typeof RawTarget>;

const GridPos = z.object({ x: number.catch(0), y: number.catch(0), w: number.catch(12), h: number.catch(8) });
export type GridPos = z.infer<typeof GridPos>;

const record = z.record(z.string(), z.unknown()).catch({});

const basePanel = z.looseObject({
  id: number.catch(0),
  type: z.string().catch('unknown'),
  title: text,
  description: text,
  gridPos: GridPos.optional().catch(undefined),
  datasource: RawSourceRef,
  targets: z.array(RawTarget).catch([]),
  fieldConfig: z
    .looseObject({
      defaults: record,
      overrides: z
        .array(
          z.looseObject({
            matcher: z.looseObject({ id: text, options: z.unknown().optional() }),
            properties: z.array(z.looseObject({ id: text, value: z.unknown().optional() })).catch([]),
          }),
        )
        .catch([]),
    })
    .catch({ defaults: {}, overrides: [] }),
  options: record,
  transformations: z.array(z.looseObject({ id: text, options: record, disabled: flag })).catch([]),
  transparent: flag,
  collapsed: flag,
  interval: z.string().nullish().catch(null),
  maxDataPoints: z.coerce.number().nullish().catch(null),
  timeFrom: z.string().nullish().catch(null),
  timeShift: z.string().nullish().catch(null),
  hideTimeOverride: flag,
  repeat: z.string().nullish().catch(null),
  repeatDirection: z.string().nullish().catch(null),
  maxPerRow: number.nullish().catch(null),
  libraryPanel: z.looseObject({ uid: text, name: text }).nullish().catch(null),
});

export const RawPanel = basePanel.extend({ panels: z.array(basePanel).nullish().catch(null) });
export type RawPanel = z.infer<typeof RawPanel>;

const Option = z.looseObject({ text: z.unknown().optional(), value: z.unknown().optional() });

export const RawVariable = z.looseObject({
  name: text,
  type: text,
  label: z.string().nullish().catch(null),
  description: z.string().nullish().catch(null),
  hide: number.catch(0),
  query: z.unknown().optional(),
  datasource: RawSourceRef,
  regex: text,
  regexApplyTo: text,
  sort: number.catch(0),
  refresh: z.coerce.number().catch(1),
  multi: flag,
  includeAll: flag,
  allValue: z.string().nullish().catch(null),
  allowCustomValue: z.boolean().catch(true),
  current: Option.nullish().catch(null),
  options: z.array(Option).catch([]),
  skipUrlSync: flag,
  auto: flag,
  auto_min: z.string().catch('10s'),
  auto_count: z.coerce.number().catch(30),
});
export type RawVariable = z.infer<typeof RawVariable>;

/** Before schema 16 panels stood in rows of twelve columns. */
const LegacyRow = z.looseObject({
  title: text,
  showTitle: flag,
  collapse: flag,
  height: z.union([z.string(), z.number()]).nullish().catch(null),
  panels: z.array(basePanel.extend({ span: number.catch(12) })).catch([]),
});

export const RawDashboard = z.looseObject({
  uid: z.string().nullish().catch(null),
  title: text,
  description: text,
  tags: z.array(z.string()).catch([]),
  schemaVersion: number.catch(0),
  timezone: text,
  graphTooltip: z.coerce.number().catch(0),
  time: z
    .looseObject({ from: z.string().catch('now-6h'), to: z.string().catch('now') })
    .catch({ from: 'now-6h', to: 'now' }),
  refresh: z.union([z.string(), z.boolean()]).nullish().catch(null),
  templating: z.looseObject({ list: z.array(RawVariable).catch([]) }).catch({ list: [] }),
  panels: z.array(RawPanel).catch([]),
  rows: z.array(LegacyRow).nullish().catch(null),
});
export type RawDashboard = z.infer<typeof RawDashboard>;
