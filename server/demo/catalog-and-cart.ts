import { logLogfmt } from './log-lines.ts';
import { instanceOf } from './topology.ts';
import { addEvent, CLIENT, openSpan, SERVER, workUs, type EpochUs, type OpenSpan, type Scene } from './visit.ts';

const rpcAttributes = (service: string, method: string) => ({
  'rpc.system': 'grpc',
  'rpc.service': service,
  'rpc.method': method,
});

/** catalog/GetProducts: a query of its database, which now and then is a slow one. */
export function getProducts(scene: Scene, parent: OpenSpan, startUs: EpochUs): { endUs: EpochUs; isFound: boolean } {
  const { visit, random, cluster } = scene;
  const span = openSpan(scene, {
    instance: instanceOf('catalog', cluster),
    name: 'catalog/GetProducts',
    kind: SERVER,
    parent,
    startUs,
    attributes: rpcAttributes('catalog', 'GetProducts'),
  });
  const isSlow = random.chance(0.012);
  const query = openSpan(scene, {
    instance: span.instance,
    name: 'SELECT catalog',
    kind: CLIENT,
    parent: span,
    startUs: startUs + workUs(random, 0.3),
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.text': 'SELECT id, name, price FROM products WHERE category = $1',
      'db.namespace': 'catalog',
      'server.address': 'catalog-db',
    },
  });
  query.endUs = query.startUs + workUs(random, isSlow ? 260 : 7, isSlow ? 0.5 : 0.45);
  const decodeUs = workUs(random, 0.9);
  span.endUs = query.endUs + decodeUs;
  const isFound = !random.chance(0.015);
  span.attributes.push({ key: 'rpc.grpc.status_code', value: isFound ? 0n : 5n });
  const took = ((query.endUs - query.startUs) / 1000).toFixed(1);
  const { traceId } = span;
  const at = { span, timeUs: query.endUs + 100 };
  if (isSlow) {
    addEvent(span, query.endUs, { name: 'slow query', attributes: { 'db.rows': BigInt(40 + random.below(20)) } });
    logLogfmt(
      visit,
      { ...at, level: 'warn' },
      { msg: 'slow query', table: 'products', traceID: traceId, duration_ms: took },
    );
  } else if (!isFound) {
    logLogfmt(visit, { ...at, level: 'info' }, { msg: 'product not found', traceID: traceId });
  } else {
    const count = 20 + random.below(60);
    logLogfmt(visit, { ...at, level: 'debug' }, { msg: 'products loaded', count, traceID: traceId, duration_ms: took });
  }
  visit.served.push({ span, method: 'POST', route: '/catalog.GetProducts', status: isFound ? 200 : 404 });
  visit.cpu.push({ span, operation: 'GetProducts', cpuUs: decodeUs + 900 });
  return { endUs: span.endUs, isFound };
}

/** cart/GetCart: a read of Redis, or of the database when the cache has it not. */
export function getCart(scene: Scene, parent: OpenSpan, startUs: EpochUs): EpochUs {
  const { visit, random, cluster, user } = scene;
  const span = openSpan(scene, {
    instance: instanceOf('cart', cluster),
    name: 'cart/GetCart',
    kind: SERVER,
    parent,
    startUs,
    attributes: rpcAttributes('cart', 'GetCart'),
  });
  const key = `cart:${user}`;
  const read = openSpan(scene, {
    instance: span.instance,
    name: 'HGETALL',
    kind: CLIENT,
    parent: span,
    startUs: startUs + workUs(random, 0.15),
    attributes: { 'db.system.name': 'redis', 'db.query.text': `HGETALL ${key}` },
  });
  read.endUs = read.startUs + workUs(random, 3);
  const decodeUs = workUs(random, 0.5);
  span.endUs = read.endUs + decodeUs;
  if (random.chance(0.06)) {
    const missUs = read.endUs + Math.round(decodeUs / 3);
    addEvent(span, missUs, { name: 'cache miss', attributes: { 'cache.key': key } });
    logLogfmt(visit, { span, timeUs: missUs, level: 'warn' }, { msg: 'cache miss', key });
    span.endUs += workUs(random, 6);
  }
  span.attributes.push({ key: 'rpc.grpc.status_code', value: 0n });
  visit.served.push({ span, method: 'POST', route: '/cart.GetCart', status: 200 });
  visit.cpu.push({ span, operation: 'GetCart', cpuUs: decodeUs + 300 });
  return span.endUs;
}
