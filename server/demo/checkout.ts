import { logText } from './log-lines.ts';
import { charge } from './payment.ts';
import { shipOrder } from './shipping.ts';
import { instanceOf } from './topology.ts';
import {
  addEvent,
  CLIENT,
  fail,
  openSpan,
  PRODUCER,
  SERVER,
  workUs,
  type EpochUs,
  type OpenSpan,
  type Scene,
} from './visit.ts';

const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD'] as const;

/** checkout/PlaceOrder: charges the card, writes the order, and tells shipping by Kafka. */
export function placeOrder(scene: Scene, parent: OpenSpan, startUs: EpochUs): { endUs: EpochUs; isPlaced: boolean } {
  const { visit, random, cluster } = scene;
  const instance = instanceOf('checkout', cluster);
  const span = openSpan(scene, {
    instance,
    name: 'checkout/PlaceOrder',
    kind: SERVER,
    parent,
    startUs,
    attributes: { 'rpc.system': 'grpc', 'rpc.service': 'checkout', 'rpc.method': 'PlaceOrder' },
  });
  const order = 10_000 + random.below(990_000);
  const payment = openSpan(scene, {
    instance,
    name: 'payment/Charge',
    kind: CLIENT,
    parent: span,
    startUs: startUs + workUs(random, 0.4),
    attributes: {
      'rpc.system': 'grpc',
      'rpc.service': 'payment',
      'rpc.method': 'Charge',
      'server.address': 'payment',
      'server.port': 8080n,
    },
  });
  const charged = charge(scene, payment, { order, startUs: payment.startUs + workUs(random, 0.6) });
  payment.endUs = charged.endUs + workUs(random, 0.3);
  span.attributes.push({ key: 'rpc.grpc.status_code', value: charged.failure === null ? 0n : 13n });
  if (charged.failure === null) recordOrder(scene, span, { order, startUs: payment.endUs });
  else {
    fail(payment);
    fail(span, charged.failure);
    const failedUs = payment.endUs + 200;
    span.endUs = failedUs + workUs(random, 0.4);
    const text = `[PlaceOrder] failed order=${order} trace_id=${span.traceId} reason="${charged.failure}"`;
    logText(visit, { span, timeUs: failedUs, level: 'error' }, { text });
  }
  const isPlaced = charged.failure === null;
  visit.served.push({ span, method: 'POST', route: '/checkout.PlaceOrder', status: isPlaced ? 200 : 500 });
  visit.cpu.push({ span, operation: 'PlaceOrder', cpuUs: 1500 + workUs(random, 1) });
  return { endUs: span.endUs, isPlaced };
}

function recordOrder(scene: Scene, span: OpenSpan, { order, startUs }: { order: number; startUs: EpochUs }): void {
  const { visit, random, user } = scene;
  const { instance } = span;
  const insert = openSpan(scene, {
    instance,
    name: 'INSERT checkout',
    kind: CLIENT,
    parent: span,
    startUs,
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.text': 'INSERT INTO orders (id, user_id, total) VALUES ($1, $2, $3)',
      'db.namespace': 'checkout',
      'server.address': 'checkout-db',
    },
  });
  insert.endUs = startUs + workUs(random, 7);
  const publish = openSpan(scene, {
    instance,
    name: 'orders publish',
    kind: PRODUCER,
    parent: span,
    startUs: insert.endUs,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.destination.name': 'orders',
      'messaging.operation.type': 'send',
    },
  });
  publish.endUs = insert.endUs + workUs(random, 1.5);
  addEvent(span, insert.endUs, { name: 'order placed', attributes: { 'order.id': BigInt(order) } });
  span.endUs = publish.endUs + workUs(random, 0.3);
  const text = `[PlaceOrder] user_id=${user} order=${order} trace_id=${span.traceId}`;
  const attributes = [{ key: 'order.id', value: BigInt(order) }];
  logText(visit, { span, timeUs: publish.endUs, level: 'info' }, { text, attributes });
  visit.orders.push({ instance, timeUs: span.endUs, currency: random.pick(CURRENCIES) });
  shipOrder(scene, publish, order);
}
