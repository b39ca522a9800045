import type { QueryClient } from '@tanstack/react-query';
import type { AbsoluteRange } from '../../../../server/contract/query.ts';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import type { CompletionSource, LabelScope, LabelValue } from '../../../charts/editor/completion-source.ts';
import { traceAttribute } from '../../../charts/editor/trace-attribute.ts';
import { metadataQueries } from '../queries.ts';

/** What a source offers while a query is typed, through the app's cache. */
export function completionSource(client: QueryClient, source: SourceInfo, range: AbsoluteRange): CompletionSource {
  const { uid } = source;
  switch (source.type) {
    case 'prometheus':
      return metricCompletions(client, uid, range);
    case 'loki':
      return logCompletions(client, uid, range);
    case 'tempo':
      return traceCompletions(client, uid, range);
    case 'grafana-pyroscope-datasource':
      return {
        labelNames: async ({ selector }) => {
          const names = await client.fetchQuery(
            metadataQueries.profileLabels({ uid, range, selector: braces('', selector) }),
          );
          // Those of its own are what the pane's other fields choose.
          return names.filter((name) => !/^__.*__$/.test(name));
        },
        labelValues: async (label, { selector }) =>
          quoted(
            await client.fetchQuery(
              metadataQueries.profileLabelValues({ uid, range, label, selector: braces('', selector) }),
            ),
          ),
      };
  }
}

const quoted = (values: readonly string[]): readonly LabelValue[] => values.map((value) => ({ value }));

function logCompletions(client: QueryClient, uid: string, range: AbsoluteRange): CompletionSource {
  return {
    labelNames: ({ selector }) =>
      client.fetchQuery(metadataQueries.logLabels({ uid, range, selector: braces('', selector) })),
    labelValues: async (label, { selector }) =>
      quoted(
        await client.fetchQuery(metadataQueries.logLabelValues({ uid, range, label, selector: braces('', selector) })),
      ),
    fields: async (selector) => {
      const fields = await client.fetchQuery(metadataQueries.logFields({ uid, range, selector }));
      return fields.map(({ label, type, parsers }) => ({ name: label, type, parsers }));
    },
    fieldValues: async (label, selector) =>
      quoted(await client.fetchQuery(metadataQueries.logFieldValues({ uid, range, label, selector }))),
  };
}

function traceCompletions(client: QueryClient, uid: string, range: AbsoluteRange): CompletionSource {
  return {
    labelNames: async () => {
      const scopes = await client.fetchQuery(metadataQueries.tags(uid, range));
      return scopes
        .filter(({ name }) => name !== 'intrinsic')
        .flatMap(({ name, tags }) => tags.map((tag) => traceAttribute(name, tag)));
    },
    labelValues: async (label, { selector }) => {
      const values = await client.fetchQuery(
        metadataQueries.tagValues({ uid, range, label, selector: selector === '' ? '' : `{ ${selector} }` }),
      );
      return values.map(({ type, value }) => ({ value, isBare: type !== 'string' && /^[\w.+-]+$/.test(value) }));
    },
  };
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
    labelNames: async (scope) => {
      const names = await client.fetchQuery(metadataQueries.metricLabels({ uid, range, selector: selectorOf(scope) }));
      return scope.metric === '' ? names : names.filter((name) => name !== '__name__');
    },
    labelValues: async (label, scope) =>
      quoted(
        await client.fetchQuery(metadataQueries.metricLabelValues({ uid, range, label, selector: selectorOf(scope) })),
      ),
  };
}

const selectorOf = ({ metric, selector }: LabelScope): string => braces(metric, selector);
const braces = (metric: string, selector: string): string => (selector === '' ? metric : `${metric}{${selector}}`);
