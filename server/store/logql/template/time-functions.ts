import { ZERO_TIME, formatGoTime, isZone, parseGoTime, unixSeconds, type GoTime } from '../go/time.ts';
import { notAnInteger } from '../go/bytes.ts';
import { TemplateError } from './ast.ts';
import { text, type TemplateFunction } from './function.ts';
import { isTime, type Value } from './values.ts';

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;

const utc = (unixNano: bigint): GoTime => ({ unixNano, zone: 'UTC' });
const timeOf = (value: Value | undefined): GoTime => (value !== undefined && isTime(value) ? value : ZERO_TIME);

/** Units by the number of digits of a Unix time: days, s, ms, µs, ns. */
const EPOCH_UNITS: Readonly<Record<number, bigint>> = {
  5: 86_400n * NS_PER_SECOND,
  10: NS_PER_SECOND,
  13: NS_PER_MS,
  16: 1000n,
  19: 1n,
};

function unixToTime(epoch: string): GoTime {
  const unit = EPOCH_UNITS[epoch.length];
  const complaint = `unable to parse time '${epoch}'`;
  if (!/^[+-]?\d+$/.test(epoch)) throw new TemplateError(`${complaint}: ${notAnInteger('ParseInt', epoch).message}`);
  if (unit === undefined) throw new TemplateError(complaint);
  return utc(BigInt(epoch) * unit);
}

/** @param nowMs epoch ms, for `now` */
export function timeFunctions(nowMs: () => number): Readonly<Record<string, TemplateFunction>> {
  const now = () => utc(BigInt(Math.trunc(nowMs())) * NS_PER_MS);
  return {
    now: { parameters: [], call: now },
    date: {
      parameters: ['string', 'any'],
      call([layout, value = null]) {
        const time = isTime(value) ? value : typeof value === 'bigint' ? utc(value * NS_PER_SECOND) : now();
        return formatGoTime(time, text(layout));
      },
    },
    toDate: {
      parameters: ['string', 'string'],
      call: ([layout, value]) => parseGoTime(text(layout), text(value), 'UTC') ?? ZERO_TIME,
    },
    toDateInZone: {
      parameters: ['string', 'string', 'string'],
      call([layout, zone, value]) {
        const known = isZone(text(zone)) ? text(zone) || 'UTC' : 'UTC';
        return parseGoTime(text(layout), text(value), known) ?? ZERO_TIME;
      },
    },
    unixEpoch: { parameters: ['time'], call: ([time]) => String(unixSeconds(timeOf(time))) },
    unixEpochMillis: { parameters: ['time'], call: ([time]) => String(timeOf(time).unixNano / NS_PER_MS) },
    unixEpochNanos: { parameters: ['time'], call: ([time]) => String(timeOf(time).unixNano) },
    unixToTime: { parameters: ['string'], call: ([epoch]) => unixToTime(text(epoch)) },
  };
}
