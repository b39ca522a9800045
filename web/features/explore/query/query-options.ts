import type { PaneQuery } from '../../../../server/contract/explore-url.ts';
import type { SourceType } from '../../../../server/contract/source.ts';
import { isMetricQuery } from '../../../signals/log/metric-query.ts';
import { parseDuration } from '../../../signals/metric/step.ts';

/** How a query is asked, besides its text. Each option lives in the target's field that Grafana names so. */
export type OptionField = ChoiceField | TextField | FlagField;

interface ChoiceField {
  readonly kind: 'choice';
  readonly key: ChoiceKey;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}
export interface TextField {
  readonly kind: 'text';
  readonly key: TextKey;
  readonly label: string;
  /** As it stands in the URL, which anyone may have written. */
  readonly value: string;
  readonly placeholder: string;
  readonly isNumber: boolean;
}
interface FlagField {
  readonly kind: 'flag';
  readonly key: 'exemplar';
  readonly label: string;
  readonly value: boolean;
}
type ChoiceKey = 'type' | 'direction' | 'queryType';
type TextKey = 'interval' | 'step' | 'legendFormat' | 'maxLines' | 'limit' | 'spss';

/** The most that each count may be: what Loki, Tempo and the BFF take. */
const MOST = { maxLines: 5000, limit: 1000, spss: 100 } as const;
const isCount = (key: TextKey): key is keyof typeof MOST => key in MOST;
const MAX_LEGEND = 500;

const TYPES = [
  { value: 'range', label: 'Range' },
  { value: 'instant', label: 'Instant' },
  { value: 'both', label: 'Both' },
] as const;

/** `text` as it is written now: a log query and a metric query have different options. */
export function optionFields(type: SourceType, query: PaneQuery, text: string): readonly OptionField[] {
  switch (type) {
    case 'prometheus':
      return [
        { kind: 'choice', key: 'type', label: 'Type', value: metricType(query), choices: TYPES },
        textField(query, { key: 'interval', label: 'Min step', placeholder: 'auto' }),
        textField(query, { key: 'legendFormat', label: 'Legend', placeholder: '{{label}}' }),
        { kind: 'flag', key: 'exemplar', label: 'Exemplars', value: query['exemplar'] !== false },
      ];
    case 'loki':
      return isMetricQuery(text) ? logMetricFields(query) : logFields(query);
    case 'tempo':
      return [
        textField(query, { key: 'limit', label: 'Traces', placeholder: '100' }),
        textField(query, { key: 'spss', label: 'Spans per trace', placeholder: '3' }),
      ];
    case 'grafana-pyroscope-datasource':
      return [{ kind: 'choice', key: 'queryType', label: 'Show', value: profileType(query), choices: PROFILE_TYPES }];
  }
}

const logMetricFields = (query: PaneQuery): readonly OptionField[] => [
  {
    kind: 'choice',
    key: 'queryType',
    label: 'Type',
    value: query['queryType'] === 'instant' ? 'instant' : 'range',
    choices: TYPES.slice(0, 2),
  },
  textField(query, { key: 'step', label: 'Step', placeholder: 'auto' }),
  textField(query, { key: 'legendFormat', label: 'Legend', placeholder: '{{label}}' }),
];

const logFields = (query: PaneQuery): readonly OptionField[] => [
  textField(query, { key: 'maxLines', label: 'Lines', placeholder: '1000' }),
  {
    kind: 'choice',
    key: 'direction',
    label: 'When cut, keep',
    value: query['direction'] === 'forward' ? 'forward' : 'backward',
    choices: [
      { value: 'backward', label: 'Newest' },
      { value: 'forward', label: 'Oldest' },
    ],
  },
  textField(query, { key: 'step', label: 'Histogram step', placeholder: 'auto' }),
];

const PROFILE_TYPES = [
  { value: 'both', label: 'Both' },
  { value: 'metrics', label: 'Time series' },
  { value: 'profile', label: 'Flame graph' },
] as const;

const profileType = ({ queryType }: PaneQuery): string =>
  queryType === 'metrics' || queryType === 'profile' ? queryType : 'both';

/** Neither flag means a range, as in Grafana. */
const metricType = ({ instant, range }: PaneQuery): string =>
  instant === true ? (range === true ? 'both' : 'instant') : 'range';

function textField(query: PaneQuery, field: Pick<TextField, 'key' | 'label' | 'placeholder'>): TextField {
  const raw = query[field.key];
  const value = typeof raw === 'string' || typeof raw === 'number' ? String(raw) : '';
  return { kind: 'text', ...field, value, isNumber: isCount(field.key) };
}

/** What is wrong with a text, in words that say what would be right; null for a sound one. Empty means the default. */
export function optionProblem(key: TextKey, text: string): string | null {
  const value = text.trim();
  if (value === '') return null;
  if (isCount(key)) {
    const number = Number(value);
    const isSound = /^\d+$/.test(value) && number >= 1 && number <= MOST[key];
    return isSound ? null : `A whole number from 1 to ${MOST[key].toLocaleString('en')}.`;
  }
  if (key === 'legendFormat') return value.length <= MAX_LEGEND ? null : `At most ${MAX_LEGEND} characters.`;
  const ms = parseDuration(value);
  return ms !== null && ms >= 1 ? null : 'A length of time such as 15s, 1m or 1m30s.';
}

/** The query with an option set; the default leaves no trace. `value` must be sound. */
export function withOption(query: PaneQuery, option: OptionChange): PaneQuery {
  const { key, value } = option;
  if (key === 'type') return { ...query, range: value !== 'instant', instant: value !== 'range' };
  if (typeof value === 'boolean') return { ...query, [key]: value };
  const text = value.trim();
  const { [key]: _, ...rest } = query;
  if (text === '') return rest;
  return { ...query, [key]: isTextKey(key) && isCount(key) ? Number(text) : text };
}
export type OptionChange =
  | { readonly key: ChoiceKey | TextKey; readonly value: string }
  | { readonly key: FlagField['key']; readonly value: boolean };

const isTextKey = (key: string): key is TextKey =>
  key === 'interval' || key === 'step' || key === 'legendFormat' || key in MOST;

/** What differs from the defaults, and the first choice, for the closed disclosure. */
export function optionSummary(fields: readonly OptionField[]): string {
  const parts = fields.map((field) => {
    if (field.kind === 'choice') return field.choices.find((choice) => choice.value === field.value)?.label ?? '';
    if (field.kind === 'flag') return field.value ? '' : `no ${field.label.toLowerCase()}`;
    return field.value === '' ? '' : `${field.label.toLowerCase()} ${field.value}`;
  });
  return parts.filter((part) => part !== '').join(' · ');
}
