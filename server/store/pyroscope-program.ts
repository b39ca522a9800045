/** A busy program with Pyroscope's SDK, for the integration test: `node pyroscope-program.ts <store's URL>`. */
import { setTimeout } from 'node:timers/promises';
import Pyroscope from '@pyroscope/nodejs';

const [serverAddress = ''] = process.argv.slice(2);
const BUSY_MS = 1500;
const FLUSH_MS = 300;

Pyroscope.init({
  serverAddress,
  appName: 'checkout-sdk',
  tags: { region: 'eu' },
  flushIntervalMs: FLUSH_MS,
  wall: { samplingDurationMs: FLUSH_MS, samplingIntervalMicros: 5_000, collectCpuTime: true },
});
Pyroscope.start();

function priceOrders(until: number): number {
  let sum = 0;
  while (Date.now() < until) for (let order = 0; order < 1000; order++) sum += Math.sqrt(order) % 7;
  return sum;
}

const kept: { sum: number }[] = [];
Pyroscope.wrapWithLabels({ route: 'checkout' }, () => kept.push({ sum: priceOrders(Date.now() + BUSY_MS) }));
// Stopping sends what was measured of time; the heap is sent at intervals only.
await setTimeout(3 * FLUSH_MS);
await Pyroscope.stop();
