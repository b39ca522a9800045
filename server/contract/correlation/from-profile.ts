import type { Context, Jump } from '../jump.ts';
import { subjectOfQuery } from './demands.ts';
import { logsOf, metricsOf, nameOfSubject, profileOf, tracesOf } from './service.ts';
import type { Scope } from './sources.ts';

type StackFrameContext = Extract<Context, { kind: 'stack-frame' }>;
type ServiceContext = Extract<Context, { kind: 'service' }>;

/** From a stack frame or a label of a profile: the traces, logs and metrics of what the profile is of, in its time. */
export function defaultStackFrameJumps(context: StackFrameContext, scope: Scope): Jump[] {
  const subject = subjectOfQuery(context.labelSelector, 'grafana-pyroscope-datasource');
  const of = nameOfSubject(subject);
  const at = { ...subject, range: context.range };
  return [
    ...tracesOf({ ...at, rule: 'default:profile-traces', title: `Traces of ${of}` }, scope),
    ...logsOf({ ...at, rule: 'default:profile-logs', title: `Logs of ${of}` }, scope),
    ...metricsOf({ ...at, rule: 'default:profile-metrics' }, scope),
  ];
}

export function serviceJumps({ service, range }: ServiceContext, scope: Scope): Jump[] {
  const at = { identity: { service }, range };
  return [
    ...metricsOf({ ...at, rule: 'default:service-metrics' }, scope),
    ...tracesOf({ ...at, rule: 'default:service-traces' }, scope),
    ...logsOf({ ...at, rule: 'default:service-logs' }, scope),
    ...profileOf({ ...at, rule: 'default:service-profile' }, scope),
  ];
}
