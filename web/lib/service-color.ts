import { readPreference, writePreference, type Preference } from './storage.ts';

/** How many `--series-…` tokens there are for services. */
export const SERVICE_COLORS = 12;

const slots: Preference<Readonly<Record<string, number>>> = {
  key: 'service-colors',
  fallback: {},
  parse(value) {
    if (typeof value !== 'object' || value === null) return undefined;
    const entries = Object.entries(value).filter(([, slot]) => isSlot(slot));
    return Object.fromEntries(entries) as Record<string, number>;
  },
};

const isSlot = (slot: unknown): boolean =>
  typeof slot === 'number' && Number.isInteger(slot) && slot >= 0 && slot < SERVICE_COLORS;

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/**
 * The slot a service would like and, if another known service has it, the next free one. With more services than slots,
 * the hash decides alone.
 */
export function chooseSlot(service: string, taken: ReadonlySet<number>): number {
  const wanted = hash(service) % SERVICE_COLORS;
  for (let step = 0; step < SERVICE_COLORS; step++) {
    const slot = (wanted + step) % SERVICE_COLORS;
    if (!taken.has(slot)) return slot;
  }
  return wanted;
}

/** Names of services come from telemetry: a Map, so that `__proto__` is a name like any other. */
let known: Map<string, number> | undefined;

/** Index 0 … 11 of a service's colour, the same for a service on every screen of this browser. */
export function serviceSlot(service: string): number {
  known ??= new Map(Object.entries(readPreference(slots)));
  const slot = known.get(service);
  if (slot !== undefined) return slot;
  const chosen = chooseSlot(service, new Set(known.values()));
  if (known.size < SERVICE_COLORS) {
    known.set(service, chosen);
    writePreference(slots, Object.fromEntries(known));
  }
  return chosen;
}

/** A service's colour as a CSS value. Canvases resolve it through `getComputedStyle`. */
export const serviceColor = (service: string): string => `var(--series-${serviceSlot(service) + 1})`;
