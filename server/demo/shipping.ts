import { logText } from './log-lines.ts';
import { instanceOf } from './topology.ts';
import { CLIENT, CONSUMER, INTERNAL, openSpan, workUs, type OpenSpan, type Scene } from './visit.ts';

/** shipping's consumer: a trace of its own, linked to the span that published the order. */
export function shipOrder(scene: Scene, publish: OpenSpan, order: number): void {
  const { visit, random, cluster } = scene;
  const own: Scene = { ...scene, traceId: random.hex(16) };
  const span = openSpan(own, {
    instance: instanceOf('shipping', cluster),
    name: 'orders process',
    kind: CONSUMER,
    startUs: publish.endUs + workUs(random, 25, 0.6),
    attributes: {
      'messaging.system': 'kafka',
      'messaging.destination.name': 'orders',
      'messaging.operation.type': 'process',
    },
  });
  span.links.push({
    traceId: publish.traceId,
    spanId: publish.spanId,
    traceState: '',
    attributes: [{ key: 'link.kind', value: 'follows_from' }],
  });
  const parcels = 1 + random.below(3);
  let atUs = span.startUs + workUs(random, 2);
  for (let parcel = 0; parcel < parcels; parcel++) atUs = rateParcel(own, span, { parcel, startUs: atUs });
  span.endUs = atUs + workUs(random, 4);
  const text = `INFO  c.shop.shipping.OrderConsumer - order ${order} rated parcels=${parcels}`;
  logText(
    visit,
    { span, timeUs: atUs, level: 'info' },
    { text, attributes: [{ key: 'order.id', value: BigInt(order) }] },
  );
  visit.cpu.push({ span, operation: 'orders process', cpuUs: parcels * workUs(random, 9) });
}

function rateParcel(scene: Scene, parent: OpenSpan, at: { parcel: number; startUs: number }): number {
  const { random } = scene;
  const { instance } = parent;
  const span = openSpan(scene, {
    instance,
    name: 'rate parcel',
    kind: INTERNAL,
    parent,
    startUs: at.startUs,
    attributes: { 'parcel.id': BigInt(at.parcel) },
  });
  const query = openSpan(scene, {
    instance,
    name: 'SELECT rates',
    kind: CLIENT,
    parent: span,
    startUs: at.startUs + 300,
    attributes: { 'db.system.name': 'postgresql' },
  });
  query.endUs = query.startUs + workUs(random, 4);
  const compute = openSpan(scene, {
    instance,
    name: 'compute',
    kind: INTERNAL,
    parent: span,
    startUs: query.endUs,
    attributes: {},
  });
  compute.endUs = compute.startUs + workUs(random, 9);
  span.endUs = compute.endUs + 200;
  return span.endUs;
}
