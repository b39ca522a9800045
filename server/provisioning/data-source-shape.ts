import type { SourceType } from '../contract/source.ts';
import { any, boolean, choice, list, map, number, text, type Shape } from './shape.ts';

type Keys = Readonly<Record<string, Shape>>;

const tag = map({ key: text, value: text }, { required: ['key'] });

const COMMON: Keys = {
  tlsAuth: boolean,
  tlsAuthWithCACert: boolean,
  tlsSkipVerify: boolean,
  serverName: text,
  timeout: number,
  keepCookies: list(text),
  httpMethod: choice('GET', 'POST'),
  oauthPassThru: boolean,
  manageAlerts: boolean,
  alertmanagerUid: text,
  enableSecureSocksProxy: boolean,
  sigV4Auth: boolean,
  sigV4AuthType: text,
  sigV4Region: text,
  sigV4Profile: text,
  sigV4AssumeRoleArn: text,
  sigV4ExternalId: text,
};

const LOKI: Keys = {
  maxLines: text,
  alertmanager: text,
  predefinedOperations: text,
  derivedFields: list(
    map(
      {
        name: text,
        matcherType: choice('regex', 'label'),
        matcherRegex: text,
        url: text,
        datasourceUid: text,
        urlDisplayLabel: text,
        targetBlank: boolean,
      },
      { required: ['name', 'matcherRegex'] },
    ),
  ),
};

const shifts: Keys = { spanStartTimeShift: text, spanEndTimeShift: text };
const filters: Keys = { filterByTraceID: boolean, filterBySpanID: boolean };

const TEMPO: Keys = {
  tracesToLogsV2: map(
    { datasourceUid: text, tags: list(tag), ...shifts, ...filters, customQuery: boolean, query: text },
    { required: ['datasourceUid'] },
  ),
  tracesToLogs: map(
    {
      datasourceUid: text,
      tags: list(text),
      mappedTags: list(tag),
      mapTagNamesEnabled: boolean,
      lokiSearch: boolean,
      ...shifts,
      ...filters,
    },
    { required: ['datasourceUid'] },
  ),
  tracesToMetrics: map(
    { datasourceUid: text, tags: list(tag), queries: list(map({ name: text, query: text })), ...shifts },
    { required: ['datasourceUid'] },
  ),
  tracesToProfiles: map(
    { datasourceUid: text, tags: list(tag), profileTypeId: text, customQuery: boolean, query: text },
    { required: ['datasourceUid'] },
  ),
  serviceMap: map({ datasourceUid: text }),
  nodeGraph: map({ enabled: boolean }),
  search: map({
    hide: boolean,
    filters: list(map({ id: text, tag: text, operator: text, scope: text, value: any, valueType: text })),
  }),
  spanBar: map({ type: choice('None', 'Duration', 'Tag'), tag: text }),
  traceQuery: map({ timeShiftEnabled: boolean, ...shifts }),
  streamingEnabled: map({ search: boolean, metrics: boolean }),
  tagLimit: number,
  timeRangeForTags: number,
  lokiSearch: map({ datasourceUid: text }),
};

const PROMETHEUS: Keys = {
  prometheusType: choice('Prometheus', 'Cortex', 'Mimir', 'Thanos'),
  prometheusVersion: text,
  timeInterval: text,
  queryTimeout: text,
  customQueryParameters: text,
  exemplarTraceIdDestinations: list(
    map({ name: text, datasourceUid: text, url: text, urlDisplayLabel: text }, { required: ['name'] }),
  ),
  incrementalQuerying: boolean,
  incrementalQueryOverlapWindow: text,
  cacheLevel: choice('Low', 'Medium', 'High', 'None'),
  disableMetricsLookup: boolean,
  disableRecordingRules: boolean,
  allowAsRecordingRulesTarget: boolean,
  seriesEndpoint: boolean,
  queryStatsEnabled: boolean,
  seriesLimit: number,
  defaultEditor: choice('builder', 'code'),
};

const PYROSCOPE: Keys = { minStep: text };

const BY_TYPE: Readonly<Record<SourceType, Keys>> = {
  loki: LOKI,
  tempo: TEMPO,
  prometheus: PROMETHEUS,
  'grafana-pyroscope-datasource': PYROSCOPE,
};

/** `jsonData` of one type. A key that only another type has is reported like any unknown one. */
export const jsonDataShape = (type: SourceType): Shape =>
  map({ ...COMMON, ...BY_TYPE[type] }, { pattern: { regex: /^httpHeaderName\d+$/, shape: text } });

export const secureJsonDataShape: Shape = map(
  {
    basicAuthPassword: text,
    password: text,
    tlsCACert: text,
    tlsClientCert: text,
    tlsClientKey: text,
    sigV4AccessKey: text,
    sigV4SecretKey: text,
  },
  { pattern: { regex: /^httpHeaderValue\d+$/, shape: text } },
);

const correlation = map(
  {
    targetUID: text,
    label: text,
    description: text,
    type: choice('query', 'external'),
    config: map(
      {
        field: text,
        target: any,
        type: text,
        transformations: list(
          map(
            { type: choice('regex', 'logfmt'), field: text, expression: text, mapValue: text },
            { required: ['type'] },
          ),
        ),
      },
      { required: ['field'] },
    ),
  },
  { required: ['config'] },
);

/** An entry of `datasources`; what depends on the type is read in a second step. */
export const dataSourceShape: Shape = map(
  {
    name: text,
    type: text,
    uid: text,
    access: text,
    orgId: number,
    url: text,
    user: text,
    database: text,
    basicAuth: boolean,
    basicAuthUser: text,
    withCredentials: boolean,
    isDefault: boolean,
    editable: boolean,
    version: number,
    jsonData: any,
    secureJsonData: any,
    correlations: list(correlation),
  },
  { required: ['name', 'type'] },
);

const deletion = map({ name: text, orgId: number }, { required: ['name'] });

export const fileShape: Shape = map({
  apiVersion: number,
  prune: boolean,
  datasources: list(any),
  deleteDatasources: list(deletion),
});

/** The format of files without an `apiVersion`: the same in snake case, two levels deep. */
export const OLD_FILE_KEYS: Readonly<Record<string, string>> = {
  datasources: 'datasources',
  delete_datasources: 'deleteDatasources',
};
export const OLD_KEYS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['name', 'type', 'uid', 'access', 'url', 'user', 'database', 'editable', 'version', 'correlations'].map((key) => [
      key,
      key,
    ]),
  ),
  org_id: 'orgId',
  basic_auth: 'basicAuth',
  basic_auth_user: 'basicAuthUser',
  with_credentials: 'withCredentials',
  is_default: 'isDefault',
  json_data: 'jsonData',
  secure_json_data: 'secureJsonData',
};
