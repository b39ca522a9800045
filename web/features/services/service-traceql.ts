import { quote } from '../../../server/contract/correlation/variables.ts';

/** The spans with which a service answers; in TraceQL, where a source of metrics has nothing. */
export const answeredBy = (service: string): string =>
  `resource.service.name = ${quote(service)} && (kind = server || kind = consumer)`;

export const traceCourse = (service: string) => ({
  rate: `{ ${answeredBy(service)} } | rate()`,
  failed: `{ ${answeredBy(service)} && status = error } | rate()`,
  duration: `{ ${answeredBy(service)} } | quantile_over_time(duration, .5, .95, .99)`,
});

export const operationTraces = (service: string, operation: string, condition: 'failing' | 'slow'): string => {
  const spans = `resource.service.name = ${quote(service)} && name = ${quote(operation)}`;
  return condition === 'failing'
    ? `{ ${spans} && status = error } with (most_recent=true)`
    : `{ ${spans} } with (most_recent=true)`;
};

export const callTraces = (client: string, server: string): string =>
  `{ resource.service.name = ${quote(client)} } > { resource.service.name = ${quote(server)} } with (most_recent=true)`;

export const versionCourse = (service: string): string =>
  `{ resource.service.name = ${quote(service)} } | rate() by (resource.service.version)`;
