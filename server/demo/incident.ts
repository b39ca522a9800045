import { createRandom } from './random.ts';

const PERIOD_MS = 20 * 60_000;
const DURATION_MS = 5 * 60_000;
const RAMP_MS = 45_000;
/** How long before an incident the new version starts to run. */
const ROLLOUT_MS = 30_000;

/**
 * How badly the card processor is doing, 0 (well) to 1: every 20 minutes it slows down for 5, so that any half hour has
 * seen one whole incident.
 */
export function incidentAt(seed: number, epochMs: number): number {
  const elapsed = sinceIncident(seed, epochMs);
  if (elapsed >= DURATION_MS) return 0;
  return Math.min(1, elapsed / RAMP_MS, (DURATION_MS - elapsed) / RAMP_MS);
}

/** The payment service's version: each incident follows a deploy, and ends when it is rolled back. */
export const paymentVersionAt = (seed: number, epochMs: number): string =>
  sinceIncident(seed, epochMs + ROLLOUT_MS) < DURATION_MS + ROLLOUT_MS ? '1.4.3' : '1.4.2';

/** ms since the last incident began. */
function sinceIncident(seed: number, epochMs: number): number {
  const offset = createRandom(seed, 0x1ac1de47).below(PERIOD_MS);
  return (epochMs + offset) % PERIOD_MS;
}
