import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseSlot, serviceColor, serviceSlot, SERVICE_COLORS } from './service-color.ts';
import { choicePreference, flagPreference, onPreferenceChange, readPreference, writePreference } from './storage.ts';

afterEach(() => {
  localStorage.clear();
  vi.restoreAllMocks();
});

describe('preferences', () => {
  const wrap = flagPreference('test.wrap', false);
  const order = choicePreference('test.order', ['newest', 'oldest'], 'newest');

  it('come back as written', () => {
    writePreference(wrap, true);
    writePreference(order, 'oldest');
    expect(readPreference(wrap)).toBe(true);
    expect(readPreference(order)).toBe('oldest');
  });

  it('fall back where the stored value has another shape', () => {
    localStorage.setItem('sightline.test.wrap', '"yes"');
    localStorage.setItem('sightline.test.order', '{not json');
    expect(readPreference(wrap)).toBe(false);
    expect(readPreference(order)).toBe('newest');
  });

  it('tell those who listen, until they stop', () => {
    const listener = vi.fn<() => void>();
    const stop = onPreferenceChange(listener);
    writePreference(wrap, true);
    stop();
    writePreference(wrap, false);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('live in memory where the browser refuses storage', () => {
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new Error('denied');
    });
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('denied');
    });
    writePreference(wrap, true);
    expect(readPreference(wrap)).toBe(true);
  });
});

describe('service colours', () => {
  it('are the same every time and differ while there are enough', () => {
    const services = ['frontend', 'cart', 'checkout', 'payment', 'catalog', 'shipping', '__proto__', 'constructor'];
    const slots = services.map(serviceSlot);
    expect(new Set(slots).size).toBe(services.length);
    expect(services.map(serviceSlot)).toEqual(slots);
    expect(serviceColor('cart')).toBe(`var(--series-${serviceSlot('cart') + 1})`);
  });

  it('share when there are more services than colours', () => {
    for (let i = 0; i < 40; i++) {
      const slot = serviceSlot(`service-${i}`);
      expect(slot).toBeGreaterThanOrEqual(0);
      expect(slot).toBeLessThan(SERVICE_COLORS);
    }
  });

  it('take the next free slot', () => {
    const wanted = chooseSlot('cart', new Set());
    expect(chooseSlot('cart', new Set([wanted]))).toBe((wanted + 1) % SERVICE_COLORS);
    const all = new Set(Array.from({ length: SERVICE_COLORS }, (_, i) => i));
    expect(chooseSlot('cart', all)).toBe(wanted);
  });
});
