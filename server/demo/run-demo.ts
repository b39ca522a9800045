import type { Clock } from '../store/clock.ts';
import type { Engines } from '../store/engines.ts';
import { Shop, type ShopTelemetry } from './shop.ts';

const HISTORY_MS = 3_600_000;
const STEP_MS = 15_000;
const TICK_MS = 1000;

export interface DemoOptions {
  readonly seed: number;
  readonly engines: Engines;
  readonly clock: Clock;
}

export interface Demo {
  /** Lets the shop's time pass from now on, in small steps, into these engines. */
  readonly start: (engines: Engines) => void;
  readonly stop: () => void;
}

/** Writes the shop's last hour into the engines, at once; `start` goes on from there. */
export function createDemo({ seed, engines, clock }: DemoOptions): Demo {
  let shop: Shop;
  let playedMs: number;
  let target = engines;
  let timer: NodeJS.Timeout | null = null;

  const playUntil = (epochMs: number) => {
    clock.at(epochMs, () => writeTelemetry(target, shop.advance(epochMs)));
    playedMs = epochMs;
  };
  const open = (openedMs: number) => {
    shop = new Shop(seed, openedMs);
    playedMs = openedMs;
  };
  const tick = () => {
    const nowMs = clock.now();
    // The machine slept for long: what the shop did an hour ago nobody will look for.
    if (nowMs - playedMs > HISTORY_MS) open(nowMs - HISTORY_MS);
    if (nowMs > playedMs) playUntil(Math.min(nowMs, playedMs + STEP_MS));
    timer = setTimeout(tick, playedMs < nowMs ? 0 : TICK_MS);
  };

  const nowMs = clock.now();
  open(nowMs - HISTORY_MS);
  for (let time = nowMs - HISTORY_MS + STEP_MS; time <= nowMs; time += STEP_MS) playUntil(time);
  return {
    start(live) {
      target = live;
      tick();
    },
    stop: () => {
      if (timer) clearTimeout(timer);
    },
  };
}

function writeTelemetry(engines: Engines, { traces, logs, streams, metrics, profiles }: ShopTelemetry): void {
  engines.traces.writeOtlp(traces);
  engines.logs.writeOtlp(logs);
  engines.logs.writeStreams(streams);
  engines.metrics.writeOtlp(metrics);
  engines.profiles.write(profiles);
}
