/** A key, or an index of an array. */
export type PathStep = string | number;

type Kind = 'FIELD' | 'STRING' | 'INDEX' | 'LSB' | 'RSB' | 'DOT' | '$end';

interface PathToken {
  readonly kind: Kind;
  readonly text: string;
  /** Why scanning ended here; it counts where the path may end. */
  readonly fault?: string;
}

const TOKEN = /\s*(?:([A-Za-z_]\w*)|"([^"\]]*)["\]]?|(\d+\.?)|([[\].]))/y;
const BRACKETS: Readonly<Record<string, Kind>> = { '[': 'LSB', ']': 'RSB', '.': 'DOT' };

function* scan(path: string): Generator<PathToken, PathToken> {
  for (let at = 0; at < path.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(path);
    if (!match) {
      const [stranger] = path.slice(at).trimStart();
      return { kind: '$end', text: '', ...(stranger !== undefined && { fault: `unexpected char ${stranger}` }) };
    }
    const [, field, quoted, digits, sign] = match;
    if (field !== undefined) yield { kind: 'FIELD', text: field };
    else if (quoted !== undefined) yield { kind: 'STRING', text: quoted };
    else if (digits?.endsWith('.')) return { kind: '$end', text: '', fault: 'cannot use float as array index' };
    else if (digits !== undefined) yield { kind: 'INDEX', text: digits };
    else yield { kind: BRACKETS[sign ?? ''] ?? '$end', text: '' };
  }
  return { kind: '$end', text: '' };
}

/** Reads `a.b[0]["c d"]`. @throws Error in Loki's words */
export function parseJsonPath(path: string): PathStep[] {
  const steps: PathStep[] = [];
  const tokens = scan(path);
  let token = tokens.next().value;
  const take = (...kinds: Kind[]): PathToken => {
    const taken = token;
    if (!kinds.includes(taken.kind)) throw unexpected(taken.kind, kinds);
    token = tokens.next().value;
    return taken;
  };
  const inBrackets = () => {
    const inside = take('STRING', 'INDEX');
    take('RSB');
    return inside.kind === 'INDEX' ? Number(inside.text) : inside.text;
  };
  const first = take('LSB', 'FIELD');
  steps.push(first.kind === 'FIELD' ? first.text : inBrackets());
  while (token.kind !== '$end') {
    if (token.kind !== 'LSB' && token.kind !== 'DOT') throw unexpected(token.kind, []);
    steps.push(take('LSB', 'DOT').kind === 'DOT' ? take('FIELD').text : inBrackets());
  }
  if (token.fault !== undefined) throw new Error(token.fault);
  return steps;
}

const unexpected = (kind: Kind, expected: readonly Kind[]) =>
  new Error(`syntax error: unexpected ${kind}${expected.length > 0 ? `, expecting ${expected.join(' or ')}` : ''}`);
