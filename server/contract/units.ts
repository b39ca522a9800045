/** Units live in types: a number of one unit cannot be passed where another is meant. */
declare const unit: unique symbol;
type Unit<T, U extends string> = T & { readonly [unit]: U };

/** Milliseconds since 1970-01-01T00:00Z. May carry a fraction. */
export type EpochMs = Unit<number, 'epoch ms'>;
/** A length of time in milliseconds. */
export type DurationMs = Unit<number, 'ms'>;
/** A length of time in nanoseconds; exact to 2^53 ns, 104 days. */
export type DurationNs = Unit<number, 'ns'>;
/** Nanoseconds since the epoch as decimal digits: they do not fit a double, so they travel as a string. */
export type UnixNano = Unit<string, 'epoch ns'>;

export const epochMs = (value: number): EpochMs => value as EpochMs;
export const durationNs = (value: number): DurationNs => value as DurationNs;
/** @throws RangeError when the text is not decimal digits. */
export function unixNano(value: string | bigint): UnixNano {
  const text = String(value);
  if (!/^\d+$/.test(text)) throw new RangeError(`not a nanosecond timestamp: ${text.slice(0, 40)}`);
  return text as UnixNano;
}

/** Epoch nanoseconds as epoch milliseconds with a fraction; loses digits below about 100 ns. */
export function nanoToMs(nano: UnixNano): EpochMs {
  const digits = nano.padStart(7, '0');
  return (Number(digits.slice(0, -6)) + Number(digits.slice(-6)) / 1e6) as EpochMs;
}

/** Epoch milliseconds (a fraction allowed) as epoch nanoseconds. */
export function msToNano(ms: EpochMs): UnixNano {
  const whole = Math.floor(ms);
  return unixNano(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6)));
}
