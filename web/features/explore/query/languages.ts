import type { SourceType } from '../../../../server/contract/source.ts';
import type { QueryLanguage } from '../../../charts/editor/language.ts';

export const LANGUAGES: Readonly<Record<SourceType, QueryLanguage>> = {
  prometheus: 'promql',
  loki: 'logql',
  tempo: 'traceql',
  'grafana-pyroscope-datasource': 'selector',
};

export const LANGUAGE_NAMES: Readonly<Record<QueryLanguage, string>> = {
  promql: 'PromQL',
  logql: 'LogQL',
  traceql: 'TraceQL',
  selector: 'Label selector',
};

export const PLACEHOLDERS: Readonly<Record<QueryLanguage, string>> = {
  promql: 'PromQL, such as rate(http_requests_total[5m])',
  logql: 'LogQL, such as {service_name="checkout"} |= "error"',
  traceql: 'TraceQL, such as { status = error }, or a trace ID',
  selector: 'Labels, such as {service_name="checkout"}',
};
