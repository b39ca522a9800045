/** What a lexer took for a number or duration, or the text up to where it gave up. */
export interface NumberScan {
  readonly kind: 'number' | 'duration' | 'bad';
  readonly text: string;
}

interface Scanner {
  readonly text: string;
  at: number;
}

const DIGITS = '0123456789';
const HEX_DIGITS = `${DIGITS}abcdefABCDEF`;

const isAt = ({ text, at }: Scanner, set: string): boolean => at < text.length && set.includes(text.charAt(at));

function accept(scanner: Scanner, set: string): boolean {
  const found = isAt(scanner, set);
  if (found) scanner.at++;
  return found;
}

const isWordAt = ({ text, at }: Scanner): boolean => /^\w/.test(text.charAt(at));

/** Reads the number or duration that `text` begins with, as Prometheus' lexer does, so that its errors name the same text. */
export function scanNumberOrDuration(text: string): NumberScan {
  const scanner = { text, at: 0 };
  const kind = scanNumber(scanner) ? 'number' : scanDuration(scanner) ? 'duration' : 'bad';
  return { kind, text: text.slice(0, scanner.at) };
}

function scanNumber(scanner: Scanner): boolean {
  let digits = DIGITS;
  if (accept(scanner, '0') && accept(scanner, 'xX')) {
    accept(scanner, '_');
    digits = HEX_DIGITS;
  }
  accept(scanner, '.');
  accept(scanner, digits);
  return scanDigits(scanner, digits) && scanner.at > 0 && !isWordAt(scanner);
}

/** Digits with points, exponents and underscores between them. */
function scanDigits(scanner: Scanner, digits: string): boolean {
  const isAtEnd = () => scanner.at >= scanner.text.length;
  let hasDot = false;
  let hasExponent = false;
  while (isAt(scanner, `${digits}._eE`)) {
    if ((hasDot && accept(scanner, '.')) || (hasExponent && accept(scanner, 'eE'))) return false;
    if (accept(scanner, '.')) {
      hasDot = true;
      if (accept(scanner, '_.') || digits === HEX_DIGITS) return false;
    } else if (accept(scanner, 'eE')) {
      hasExponent = true;
      accept(scanner, '+-');
      if (accept(scanner, '._eE') || isAtEnd()) return false;
    } else if (accept(scanner, '_')) {
      if (accept(scanner, '._eE') || isAtEnd()) return false;
    } else while (accept(scanner, digits));
  }
  return true;
}

/** Continues where a number ended: units with digits between them. */
function scanDuration(scanner: Scanner): boolean {
  if (!accept(scanner, 'smhdwy')) return false;
  accept(scanner, 's');
  while (accept(scanner, DIGITS)) {
    while (accept(scanner, DIGITS));
    if (!accept(scanner, 'smhdw')) return false;
    accept(scanner, 's');
  }
  if (!isWordAt(scanner)) return true;
  scanner.at++;
  return false;
}
