import type { LabelSet } from '../pipeline/label-set.ts';

export const SERVICE_NAME_LABEL = 'service_name';
const UNKNOWN_SERVICE = 'unknown_service';

/** Labels that may tell a service, in the order of preference. */
const CANDIDATES = [
  'service',
  'app',
  'application',
  'app_name',
  'name',
  'app_kubernetes_io_name',
  'container',
  'container_name',
  'k8s_container_name',
  'component',
  'workload',
  'job',
  'k8s_job_name',
];

/** Every stream has a `service_name`. */
export function discoverServiceName(labels: LabelSet): LabelSet {
  if (labels.has(SERVICE_NAME_LABEL)) return labels;
  const candidate = CANDIDATES.find((name) => labels.get(name) !== '');
  return labels.with(SERVICE_NAME_LABEL, candidate === undefined ? UNKNOWN_SERVICE : labels.get(candidate));
}
