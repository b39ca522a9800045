import type { Attributes, Resource, Scope } from '../store/telemetry.ts';
import { paymentVersionAt } from './incident.ts';

export type ServiceName = 'frontend' | 'cart' | 'checkout' | 'payment' | 'catalog' | 'shipping';

/** One process of the shop. */
export interface Instance {
  readonly service: ServiceName;
  readonly index: number;
  readonly resource: Resource;
  readonly scope: Scope;
  /** What an agent that collects its standard output would put on its log stream. */
  readonly streamLabels: ReadonlyMap<string, string>;
  readonly profileLabels: ReadonlyMap<string, string>;
}

interface Service {
  readonly language: string;
  readonly version: string;
  readonly replicas: number;
}

export const SERVICES: Readonly<Record<ServiceName, Service>> = {
  frontend: { language: 'nodejs', version: '1.3.0', replicas: 2 },
  cart: { language: 'go', version: '1.3.0', replicas: 2 },
  checkout: { language: 'go', version: '1.3.0', replicas: 1 },
  payment: { language: 'python', version: '1.4.2', replicas: 2 },
  catalog: { language: 'rust', version: '1.3.0', replicas: 1 },
  shipping: { language: 'java', version: '1.3.0', replicas: 1 },
};

const NAMESPACE = 'shop';
const CLUSTERS = ['eu-west-1', 'us-east-1'];

export const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

/** Every process, in a fixed order. */
export const INSTANCES: readonly Instance[] = SERVICE_NAMES.flatMap((service) =>
  Array.from({ length: SERVICES[service].replicas }, (_, index) => createInstance(service, index)),
);

/** The replica of a service that answers a caller: one of the caller's cluster where there is one. */
export function instanceOf(service: ServiceName, cluster: number): Instance {
  const replicas = INSTANCES.filter((instance) => instance.service === service);
  const instance = replicas[cluster % replicas.length];
  if (!instance) throw new Error(`no instance of ${service}`);
  return instance;
}

function createInstance(service: ServiceName, index: number): Instance {
  const { language, version } = SERVICES[service];
  const pod = `${service}-7d9f-${index}`;
  const cluster = CLUSTERS[index] ?? 'eu-west-1';
  const attributes = textAttributes({
    'service.name': service,
    'service.namespace': NAMESPACE,
    'service.version': version,
    'service.instance.id': `${service}-${index}`,
    'deployment.environment.name': 'production',
    'telemetry.sdk.language': language,
    'k8s.pod.name': pod,
    'k8s.namespace.name': NAMESPACE,
    'k8s.cluster.name': cluster,
  });
  return {
    service,
    index,
    resource: { attributes },
    scope: { name: `shop.${service}`, version: '0.1.0', attributes: [] },
    streamLabels: new Map([
      ['job', `${NAMESPACE}/${service}`],
      ['service_name', service],
      ['namespace', NAMESPACE],
      ['pod', pod],
      ['cluster', cluster],
    ]),
    profileLabels: new Map([
      ['service_name', service],
      ['service_namespace', NAMESPACE],
      ['service_version', version],
      ['namespace', NAMESPACE],
      ['pod', pod],
      ['cluster', cluster],
    ]),
  };
}

/** An instance's resource at a time: only the payment service is deployed while one looks. */
export function resourceAt({ service, resource }: Instance, seed: number, epochMs: number): Resource {
  if (service !== 'payment') return resource;
  const version = paymentVersionAt(seed, epochMs);
  return {
    ...resource,
    attributes: resource.attributes.map((one) => (one.key === 'service.version' ? { ...one, value: version } : one)),
  };
}

export function textAttributes(pairs: Readonly<Record<string, string>>): Attributes {
  return Object.entries(pairs).map(([key, value]) => ({ key, value }));
}
