import type { QueryClient } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../server/contract/query.ts';
import type { SourceInfo, SourceType } from '../../../server/contract/source.ts';
import type { CompletionSource, LabelScope } from '../../charts/editor/completions.ts';
import type { QueryLanguage } from '../../charts/editor/language.ts';
import { metadataQueries } from './queries.ts';

/** Pyroscope's selector has no editor of ours: the profile view brings its own fields. */
export const LANGUAGES: Readonly<Record<SourceType, QueryLanguage | null>> = {
  prometheus: 'promql',
  loki: 'logql',
  tempo: 'traceql',
  'grafana-pyroscope-datasource': null,
};

const NOTHING: CompletionSource = { labelNames: async () => [], labelValues: async () => [] };

/** What a source offers while a query is typed, through the app's cache. */
export function completionSource(client: QueryClient, source: SourceInfo, range: AbsoluteRange): CompletionSource {
  const { uid } = source;
  switch (source.type) {
    case 'prometheus':
      return metricCompletions(client, uid, range);
    case 'loki':
      return {
        labelNames: ({ selector }) =>
          client.fetchQuery(metadataQueries.logLabels({ uid, range, selector: braces('', selector) })),
        labelValues: (label, { selector }) =>
          client.fetchQuery(metadataQueries.logLabelValues({ uid, range, label, selector: braces('', selector) })),
      };
    case 'tempo':
      return {
        labelNames: async () => {
          const scopes = await client.fetchQuery(metadataQueries.tags(uid, range));
          return scopes
            .filter(({ name }) => name !== 'intrinsic')
            .flatMap(({ name, tags }) => tags.map((tag) => `${name}.${tag}`));
        },
        labelValues: async (label) => {
          const values = await client.fetchQuery(metadataQueries.tagValues(uid, range, label));
          return values.map(({ value }) => value);
        },
      };
    case 'grafana-pyroscope-datasource':
      return NOTHING;
  }
}

function metricCompletions(client: QueryClient, uid: string, range: AbsoluteRange): CompletionSource {
  return {
    metrics: async () => {
      const [names, metadata] = await Promise.all([
        client.fetchQuery(metadataQueries.metricNames(uid, range)),
        client.fetchQuery(metadataQueries.metrics(uid)).catch(() => []),
      ]);
      const known = new Map(metadata.map((one) => [one.name, one]));
      return names.map((name) => {
        // Series of a histogram or summary carry suffixes that its metadata does not.
        const about = known.get(name) ?? known.get(name.replace(/_(bucket|count|sum|total)$/, ''));
        return about ? { name, type: about.type, help: about.help } : { name };
      });
    },
    labelNames: (scope) => client.fetchQuery(metadataQueries.metricLabels({ uid, range, selector: selectorOf(scope) })),
    labelValues: (label, scope) =>
      client.fetchQuery(metadataQueries.metricLabelValues({ uid, range, label, selector: selectorOf(scope) })),
  };
}

const selectorOf = ({ metric, selector }: LabelScope): string => braces(metric, selector);
const braces = (metric: string, selector: string): string => (selector === '' ? metric : `${metric}{${selector}}`);
