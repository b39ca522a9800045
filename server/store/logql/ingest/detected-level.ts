import { JSON_ERRORS, JsonScanner, unescapeJson } from '../pipeline/json-scan.ts';
import { LogfmtScanner } from '../pipeline/logfmt-scan.ts';

export const LEVEL_LABEL = 'detected_level';
const SEVERITY_NUMBER = 'severity_number';

/** Labels and keys that name a level, in the order of preference. */
const LEVEL_FIELDS = (
  'level LEVEL Level log.level severity SEVERITY Severity SeverityText lvl LVL Lvl ' +
  'severity_text Severity_Text SEVERITY_TEXT'
).split(' ');
const LEVEL_FIELD_SET: ReadonlySet<string> = new Set(LEVEL_FIELDS);
const LOWER_LEVEL_FIELDS = LEVEL_FIELDS.map((name) => name.toLowerCase());
const MAX_JSON_DEPTH = 2;

const LEVELS: Readonly<Record<string, string>> = {
  trace: 'trace',
  trc: 'trace',
  debug: 'debug',
  dbg: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  warn: 'warn',
  wrn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  critical: 'critical',
  fatal: 'fatal',
};
const LONGEST_LEVEL = 11;

/** The upper ends of OTLP's ranges of severity numbers. */
const SEVERITIES = [
  [4, 'trace'],
  [8, 'debug'],
  [12, 'info'],
  [16, 'warn'],
  [20, 'error'],
  [24, 'fatal'],
] as const;

type Lookup = (name: string) => string | undefined;

export interface LevelSource {
  readonly label: Lookup;
  readonly metadata: Lookup;
  readonly line: string;
}

export const normalizeLevel = (level: string): string => knownLevel(level) ?? level;

const knownLevel = (text: string): string | undefined =>
  text.length <= LONGEST_LEVEL ? LEVELS[text.toLowerCase()] : undefined;

/** The level of a line as Loki adds it at ingestion: of a label, of metadata, of a severity number, of the line. */
export function detectLevel({ label, metadata, line }: LevelSource): string {
  const named = firstOf(label) ?? firstOf(metadata);
  if (named !== undefined) return normalizeLevel(named);
  const severity = metadata(SEVERITY_NUMBER);
  return severity !== undefined && severity !== '' ? levelOfSeverity(severity) : levelOfLine(line);
}

function firstOf(lookup: Lookup): string | undefined {
  for (const name of LEVEL_FIELDS) {
    const value = lookup(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function levelOfSeverity(text: string): string {
  if (!/^[+-]?\d+$/.test(text)) return 'info';
  const number = Number(text);
  if (number === 0) return 'unknown';
  return SEVERITIES.find(([end]) => number <= end)?.[1] ?? 'unknown';
}

function levelOfLine(line: string): string {
  const field = looksLikeJson(line) ? levelInJson(line) : line.includes('=') ? levelInLogfmt(line) : null;
  return (field === null ? undefined : knownLevel(field)) ?? levelWord(line);
}

function looksLikeJson(line: string): boolean {
  const trimmed = line.trim();
  return trimmed.startsWith('{') && trimmed.endsWith('}');
}

const FOUND = 'found';

const jsonScanner = new JsonScanner();

function levelInJson(line: string): string | null {
  jsonScanner.text = line;
  let level: string | null = null;
  const visit = (from: number, end: number, depth: number): string | null =>
    jsonScanner.walkObject(from, end, (keyStart, keyEnd, value) => {
      if (value.type === 'object') return depth + 1 < MAX_JSON_DEPTH ? visit(value.start, value.end, depth + 1) : null;
      if (value.type !== 'string') return null;
      const key = unescapeJson(line.slice(keyStart, keyEnd));
      if (key === null) return JSON_ERRORS.escape;
      if (!LEVEL_FIELD_SET.has(key)) return null;
      level = line.slice(value.start, value.end);
      return FOUND;
    });
  visit(0, line.length, 0);
  return level;
}

const scanner = new LogfmtScanner();

function levelInLogfmt(line: string): string | null {
  let level: string | null = null;
  let best = LEVEL_FIELDS.length;
  scanner.reset(line, 0, line.length);
  while (!scanner.isAtEnd && scanner.next()) {
    if (scanner.key.length > 13) continue;
    const rank = LOWER_LEVEL_FIELDS.indexOf(scanner.key.toLowerCase());
    if (rank < 0 || rank >= best) continue;
    level = scanner.value;
    best = rank;
    if (rank === 0) break;
  }
  return level;
}

/** Words that tell a level, those at the same place in this order. */
const LEVEL_WORDS = [
  ['trace', 'trace'],
  ['debug', 'debug'],
  ['fatal', 'fatal'],
  ['critical', 'critical'],
  ['error', 'error'],
  ['err', 'error'],
  ['warning', 'warn'],
  ['warn', 'warn'],
  ['info', 'info'],
] as const;
const ANY_WORD = /trace|debug|fatal|critical|err|warn|info/i;
const BEFORE_WORD = new Set(' \t\n[({"\'=|');
const AFTER_WORD = new Set(' \t\n[](){}:,!"\'=|');

/** The first word of the line that stands alone and names a level. */
function levelWord(line: string): string {
  if (!ANY_WORD.test(line)) return 'unknown';
  const lower = line.toLowerCase();
  let first = lower.length;
  let level = 'unknown';
  for (const [word, name] of LEVEL_WORDS) {
    const at = indexOfWord(lower, word);
    if (at < 0 || at >= first) continue;
    first = at;
    level = name;
    if (at === 0) break;
  }
  return level;
}

function indexOfWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1];
    const after = text[at + word.length];
    if ((before === undefined || BEFORE_WORD.has(before)) && (after === undefined || AFTER_WORD.has(after))) return at;
  }
  return -1;
}
