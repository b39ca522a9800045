import { logPython } from './log-lines.ts';
import { instanceOf } from './topology.ts';
import { addEvent, CLIENT, fail, openSpan, SERVER, workUs, type EpochUs, type OpenSpan, type Scene } from './visit.ts';

const PROCESSOR = 'api.cards.example';
const TIMEOUT_US = 3_000_000;
const TIMED_OUT = 'card processor timed out';
const DECLINED = 'card declined';

interface Charge {
  readonly order: number;
  readonly startUs: EpochUs;
}
interface Charged {
  readonly endUs: EpochUs;
  /** null when the card was charged. */
  readonly failure: string | null;
}

/**
 * payment/Charge: a request to the card processor. In an incident this answers slowly or not at all; then it is tried
 * once more, over a new connection.
 */
export function charge(scene: Scene, parent: OpenSpan, { order, startUs }: Charge): Charged {
  const { visit, random, cluster, incident } = scene;
  const span = openSpan(scene, {
    instance: instanceOf('payment', cluster),
    name: 'payment/Charge',
    kind: SERVER,
    parent,
    startUs,
    attributes: { 'rpc.system': 'grpc', 'rpc.service': 'payment', 'rpc.method': 'Charge' },
  });
  let attempt = callProcessor(scene, span, startUs + workUs(random, 0.7));
  let attempts = 1;
  if (attempt.failure === TIMED_OUT && random.chance(0.5)) {
    const retryUs = attempt.endUs + workUs(random, 40);
    addEvent(span, retryUs, { name: 'retry', attributes: { attempt: 2n, 'retry.reason': TIMED_OUT } });
    logPython(visit, { span, timeUs: retryUs, level: 'warn' }, `processor slow, retrying order=${order} attempt=2`);
    attempt = callProcessor(scene, span, retryUs);
    attempts = 2;
  }
  const { failure } = attempt;
  const doneUs = attempt.endUs + 100;
  span.endUs = doneUs + workUs(random, 0.5);
  if (failure === null) {
    const amount = random.logNormal(60, 0.7).toFixed(2);
    logPython(visit, { span, timeUs: doneUs, level: 'info' }, `charged order=${order} amount=${amount}`);
  } else {
    fail(span, failure);
    addEvent(span, doneUs, { name: 'exception', attributes: exceptionAttributes(failure) });
    logPython(visit, { span, timeUs: doneUs, level: 'error' }, `charge failed order=${order}: ${failure}`);
  }
  span.attributes.push({ key: 'rpc.grpc.status_code', value: failure === null ? 0n : failure === DECLINED ? 9n : 4n });
  visit.served.push({ span, method: 'POST', route: '/payment.Charge', status: failure === null ? 200 : 500 });
  const operation = incident > 0.3 || attempts > 1 ? 'Charge retrying' : 'Charge';
  visit.cpu.push({ span, operation, cpuUs: attempts * 4000 * (1 + 6 * incident) });
  return { endUs: span.endUs, failure };
}

function callProcessor(scene: Scene, parent: OpenSpan, startUs: EpochUs): Charged {
  const { random, incident } = scene;
  const span = openSpan(scene, {
    instance: parent.instance,
    name: 'POST /v1/charges',
    kind: CLIENT,
    parent,
    startUs,
    attributes: {
      'http.request.method': 'POST',
      'server.address': PROCESSOR,
      'url.full': `https://${PROCESSOR}/v1/charges`,
    },
  });
  if (random.chance(0.004 + 0.4 * incident)) {
    span.endUs = startUs + TIMEOUT_US + random.below(4000);
    span.attributes.push({ key: 'error.type', value: 'timeout' });
    fail(span, TIMED_OUT);
    return { endUs: span.endUs, failure: TIMED_OUT };
  }
  const isDeclined = random.chance(0.012);
  span.endUs = startUs + Math.min(TIMEOUT_US - 1, workUs(random, 48 * (1 + 22 * incident), 0.3 + 0.25 * incident));
  span.attributes.push({ key: 'http.response.status_code', value: isDeclined ? 402n : 200n });
  return { endUs: span.endUs, failure: isDeclined ? DECLINED : null };
}

function exceptionAttributes(failure: string): Record<string, string> {
  const type = failure === TIMED_OUT ? 'TimeoutError' : 'CardDeclined';
  return {
    'exception.type': type,
    'exception.message': failure,
    'exception.stacktrace': [
      'Traceback (most recent call last):',
      '  File "payment/charge.py", line 42, in charge',
      '    resp = client.post(url)',
      `${type}: ${failure}`,
    ].join('\n'),
  };
}
