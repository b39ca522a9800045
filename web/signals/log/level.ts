import type { Labels } from '../../../server/contract/answer.ts';
import type { LogRow } from '../../../server/contract/logs.ts';

export const LEVELS = ['critical', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'] as const;
export type Level = (typeof LEVELS)[number];

const SPELLINGS: readonly (readonly [Level, string])[] = [
  ['critical', 'critical crit fatal emerg emergency alert panic'],
  ['error', 'error err eror severe'],
  ['warn', 'warning warn'],
  ['info', 'info information informational notice'],
  ['debug', 'debug dbug'],
  ['trace', 'trace verbose'],
];
const WORDS = new Map(SPELLINGS.flatMap(([level, words]) => words.split(' ').map((word) => [word, level] as const)));

const KEYS = ['detected_level', 'level', 'severity_text', 'severity', 'lvl', 'loglevel', 'log_level'];

/** A level as any logger spells it: `WARN`, `warning`, `W`, pino's 40, OTLP's `ERROR2`. Null when it is none. */
export function parseLevel(text: string): Level | null {
  const word = text.trim().toLowerCase();
  if (/^\d{2}$/.test(word)) return pinoLevel(Number(word));
  if (/^[wedfi]$/.test(word)) return { w: 'warn', e: 'error', d: 'debug', f: 'critical', i: 'info' }[word] as Level;
  return WORDS.get(word.replace(/\d$/, '')) ?? null;
}

/** pino and bunyan: 10 trace … 60 fatal. */
function pinoLevel(value: number): Level | null {
  if (value < 10 || value > 60) return null;
  if (value < 20) return 'trace';
  if (value < 30) return 'debug';
  if (value < 40) return 'info';
  if (value < 50) return 'warn';
  return value < 60 ? 'error' : 'critical';
}

const JSON_OR_LOGFMT = /(?:^|[\s,{"])(?:level|severity|lvl|severity_text)"?\s*[=:]\s*"?([A-Za-z]+|\d{2})\b/;
/** In plain text a level stands near the start, in capitals, or in brackets. */
const TEXT_LEVEL =
  /\b(FATAL|CRITICAL|CRIT|PANIC|EMERG|ERROR|ERR|SEVERE|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE)\b|\[(fatal|critical|error|err|warning|warn|notice|info|debug|trace)\]/;

/**
 * How bad a line says it is: what the source detected, else a label, else the line itself. O(length), bounded by the
 * first 400 characters.
 */
export function levelOf(row: Pick<LogRow, 'line' | 'labels' | 'structuredMetadata' | 'parsed'>): Level {
  return (
    labelled(row.structuredMetadata) ?? labelled(row.parsed) ?? labelled(row.labels) ?? written(row.line) ?? 'unknown'
  );
}

function labelled(labels: Labels): Level | null {
  for (const key of KEYS) {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    const level = value === undefined ? null : parseLevel(value);
    if (level) return level;
  }
  return null;
}

function written(line: string): Level | null {
  const head = line.slice(0, 400);
  const field = JSON_OR_LOGFMT.exec(head)?.[1];
  const named = field === undefined ? null : parseLevel(field);
  if (named) return named;
  const text = TEXT_LEVEL.exec(head.slice(0, 120));
  return text ? parseLevel(text[1] ?? text[2] ?? '') : null;
}
