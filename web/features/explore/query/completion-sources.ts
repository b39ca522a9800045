import type { FetchQueryOptions, QueryClient, QueryKey } from '@tanstack/react-query';
import type { ApiProblem } from '../../../lib/api.ts';
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
          const names = await ask(
            client,
            metadataQueries.profileLabels({ uid, range, selector: braces('', selector) }),
          );
          // Those of its own are what the pane's other fields choose.
          return names.filter((name) => !/^__.*__$/.test(name));
        },
        labelValues: async (label, { selector }) =>
          quoted(
            await ask(
              client,
              metadataQueries.profileLabelValues({ uid, range, label, selector: braces('', selector) }),
            ),
          ),
      };
  }
}

/** What failed is not asked again with every character that is typed. ms */
const HOLD_OFF_MS = 10_000;

async function ask<T, K extends QueryKey>(
  client: QueryClient,
  options: FetchQueryOptions<T, ApiProblem, T, K>,
): Promise<T> {
  const state = client.getQueryState(options.queryKey);
  if (state?.error && Date.now() - state.errorUpdatedAt < HOLD_OFF_MS) throw state.error;
  return client.fetchQuery(options);
}

const quoted = (values: readonly string[]): readonly LabelValue[] => values.map((value) => ({ value }));

function logCompletions(client: QueryClient, uid: string, range: AbsoluteRange): CompletionSource {
  return {
    labelNames: ({ selector }) =>
      ask(client, metadataQueries.logLabels({ uid, range, selector: braces('', selector) })),
    labelValues: async (label, { selector }) =>
      quoted(await ask(client, metadataQueries.logLabelValues({ uid, range, label, selector: braces('', selector) }))),
    fields: async (selector) => {
      const fields = await ask(client, metadataQueries.logFields({ uid, range, selector }));
      return fields.map(({ label, type, parsers }) => ({ name: label, type, parsers }));
    },
    fieldValues: async (label, selector) =>
      quoted(await ask(client, metadataQueries.logFieldValues({ uid, range, label, selector }))),
  };
}

function traceCompletions(client: QueryClient, uid: string, range: AbsoluteRange): CompletionSource {
  return {
    labelNames: async () => {
      const scopes = await ask(client, metadataQueries.tags(uid, range));
      return scopes
        .filter(({ name }) => name !== 'intrinsic')
        .flatMap(({ name, tags }) => tags.map((tag) => traceAttribute(name, tag)));
    },
    labelValues: async (label, { selector }) => {
      const values = await ask(
        client,
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
        ask(client, metadataQueries.metricNames(uid, range)),
        ask(client, metadataQueries.metrics(uid)).catch(() => []),
      ]);
      const known = new Map(metadata.map((one) => [one.name, one]));
      return names.map((name) => {
        // Series of a histogram or summary carry suffixes that its metadata does not.
        const about = known.get(name) ?? known.get(name.replace(/_(bucket|count|sum|total)$/, ''));
        return about ? { name, type: about.type, help: about.help } : { name };
      });
    },
    labelNames: async (scope) => {
      const names = await ask(client, metadataQueries.metricLabels({ uid, range, selector: selectorOf(scope) }));
      return scope.metric === '' ? names : names.filter((name) => name !== '__name__');
    },
    labelValues: async (label, scope) =>
      quoted(await ask(client, metadataQueries.metricLabelValues({ uid, range, label, selector: selectorOf(scope) }))),
  };
}

const selectorOf = ({ metric, selector }: LabelScope): string => braces(metric, selector);
const braces = (metric: string, selector: string): string => (selector === '' ? metric : `${metric}{${selector}}`);
