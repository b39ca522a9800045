import type { Context, Jump } from '../jump.ts';
import type { SourceInfo } from '../source.ts';
import { serviceOf } from './identity.ts';
import { logsOfService, metricsOfService, profileOfService, tracesOfService } from './service.ts';

type StackFrameContext = Extract<Context, { kind: 'stack-frame' }>;
type ServiceContext = Extract<Context, { kind: 'service' }>;

const MATCHER = /([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;

/** The service that a Pyroscope label selector names with an equality matcher. */
export function serviceOfSelector(selector: string): string | null {
  const labels: Record<string, string> = {};
  for (const [, name, value] of selector.matchAll(MATCHER)) {
    if (name && value !== undefined) labels[name] = value.replace(/\\(["\\])/g, '$1');
  }
  return serviceOf(labels);
}

/** From a stack frame: the traces, logs and metrics of the profile's service in the profile's time. */
export function defaultStackFrameJumps(context: StackFrameContext, sources: readonly SourceInfo[]): Jump[] {
  const service = serviceOfSelector(context.labelSelector);
  if (!service) return [];
  const { range } = context;
  return [
    ...tracesOfService({ service, range, rule: 'default:profile-traces', title: `Traces of ${service}` }, sources),
    ...logsOfService({ service, range, rule: 'default:profile-logs', title: `Logs of ${service}` }, sources),
    ...metricsOfService({ service, range, rule: 'default:profile-metrics' }, sources),
  ];
}

export function serviceJumps({ service, range }: ServiceContext, sources: readonly SourceInfo[]): Jump[] {
  return [
    ...metricsOfService({ service, range, rule: 'default:service-metrics' }, sources),
    ...tracesOfService({ service, range, rule: 'default:service-traces' }, sources),
    ...logsOfService({ service, range, rule: 'default:service-logs' }, sources),
    ...profileOfService({ service, range, rule: 'default:service-profile' }, sources),
  ];
}
