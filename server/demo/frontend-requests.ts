import { getCart, getProducts } from './catalog-and-cart.ts';
import { placeOrder } from './checkout.ts';
import { logPino } from './log-lines.ts';
import { instanceOf } from './topology.ts';
import { CLIENT, fail, openSpan, SERVER, workUs, type EpochUs, type OpenSpan, type Scene } from './visit.ts';

interface Page {
  readonly method: 'GET' | 'POST';
  readonly route: string;
  readonly path: (scene: Scene) => string;
  /** Share of all requests. */
  readonly weight: number;
  /** Answers the request; returns when it was done and the HTTP status. */
  readonly answer: (
    scene: Scene,
    span: OpenSpan,
    startUs: EpochUs,
  ) => { readonly endUs: EpochUs; readonly status: number };
}

const USER_AGENTS = ['Mozilla/5.0', 'Mozilla/5.0 (iPhone)', 'ShopApp/4.1 (Android)'] as const;

const PAGES: readonly Page[] = [
  {
    method: 'GET',
    route: '/',
    path: () => '/',
    weight: 28,
    answer: (scene, span, startUs) => ({ endUs: callCatalog(scene, span, startUs).endUs, status: 200 }),
  },
  {
    method: 'GET',
    route: '/product/:id',
    path: ({ random }) => `/product/${1000 + random.below(400)}`,
    weight: 30,
    answer(scene, span, startUs) {
      const { endUs, isFound } = callCatalog(scene, span, startUs);
      return { endUs: callCart(scene, span, endUs), status: isFound ? 200 : 404 };
    },
  },
  {
    method: 'POST',
    route: '/cart',
    path: () => '/cart',
    weight: 22,
    answer: (scene, span, startUs) => ({ endUs: callCart(scene, span, startUs), status: 200 }),
  },
  {
    method: 'POST',
    route: '/checkout',
    path: () => '/checkout',
    weight: 20,
    answer(scene, span, startUs) {
      const cartUs = callCart(scene, span, startUs);
      const call = openCall(scene, { parent: span, service: 'checkout', method: 'PlaceOrder', startUs: cartUs });
      const { endUs, isPlaced } = placeOrder(scene, call, cartUs + workUs(scene.random, 0.9));
      call.endUs = endUs + workUs(scene.random, 0.3);
      if (!isPlaced) fail(call);
      return { endUs: call.endUs, status: isPlaced ? 200 : 500 };
    },
  },
];
const TOTAL_WEIGHT = PAGES.reduce((sum, { weight }) => sum + weight, 0);

/** One request of a browser and what it causes. */
export function visitShop(scene: Scene, startUs: EpochUs): void {
  const { visit, random, user, cluster } = scene;
  const page = pickPage(random.next() * TOTAL_WEIGHT);
  const span = openSpan(scene, {
    instance: instanceOf('frontend', cluster),
    name: `${page.method} ${page.route}`,
    kind: SERVER,
    startUs,
    attributes: {
      'http.request.method': page.method,
      'http.route': page.route,
      'url.path': page.path(scene),
      'url.scheme': 'https',
      'server.address': 'shop.example',
      'user_agent.original': random.pick(USER_AGENTS),
      'enduser.id': user,
      'feature.flags': ['new-nav', random.chance(0.5) ? 'a' : 'b'],
    },
  });
  const { method, route } = page;
  const readyUs = startUs + workUs(random, 2.2);
  const { endUs, status } = page.answer(scene, span, readyUs);
  const renderUs = workUs(random, page.route === '/' ? 3 : 1.4);
  span.endUs = endUs + renderUs;
  span.attributes.push({ key: 'http.response.status_code', value: BigInt(status) });
  if (status >= 500) fail(span);
  logPino(visit, { span, timeUs: startUs + 400, level: 'info' }, { msg: 'request started', method, route, user });
  logPino(
    visit,
    { span, timeUs: span.endUs, level: status >= 500 ? 'error' : 'info' },
    { msg: status >= 500 ? 'request failed' : 'request completed', method, route, status, duration_ms: spanMs(span) },
  );
  visit.served.push({ span, method, route, status });
  visit.cpu.push({ span, operation: route, cpuUs: renderUs + (readyUs - startUs) * 0.8 });
}

const spanMs = ({ startUs, endUs }: OpenSpan): number => Math.round((endUs - startUs) / 1000);

function pickPage(at: number): Page {
  let rest = at;
  for (const page of PAGES) {
    rest -= page.weight;
    if (rest < 0) return page;
  }
  return PAGES[0] as Page;
}

interface Call {
  readonly parent: OpenSpan;
  readonly service: 'cart' | 'catalog' | 'checkout';
  readonly method: string;
  readonly startUs: EpochUs;
}

function openCall(scene: Scene, { parent, service, method, startUs }: Call): OpenSpan {
  return openSpan(scene, {
    instance: parent.instance,
    name: `${service}/${method}`,
    kind: CLIENT,
    parent,
    startUs,
    attributes: {
      'rpc.system': 'grpc',
      'rpc.service': service,
      'rpc.method': method,
      'server.address': service,
      'server.port': 8080n,
    },
  });
}

function callCatalog(scene: Scene, parent: OpenSpan, startUs: EpochUs): { endUs: EpochUs; isFound: boolean } {
  const call = openCall(scene, { parent, service: 'catalog', method: 'GetProducts', startUs });
  const { endUs, isFound } = getProducts(scene, call, startUs + workUs(scene.random, 0.8));
  call.endUs = endUs + workUs(scene.random, 0.25);
  return { endUs: call.endUs, isFound };
}

function callCart(scene: Scene, parent: OpenSpan, startUs: EpochUs): EpochUs {
  const call = openCall(scene, { parent, service: 'cart', method: 'GetCart', startUs });
  call.endUs = getCart(scene, call, startUs + workUs(scene.random, 0.5)) + workUs(scene.random, 0.2);
  return call.endUs;
}
