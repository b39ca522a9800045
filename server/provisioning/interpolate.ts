export interface InterpolateContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws when the file cannot be read */
  readonly readFile: (path: string) => string;
}

export type Interpolated =
  | { readonly ok: true; readonly text: string; readonly unset: readonly string[] }
  | { readonly ok: false; readonly unreadable: string };

/**
 * Grafana's expansion of provisioned values, to the letter: the text is split at `$$`; in each piece `${VAR}`,
 * `$__env{VAR}` and `$__file{path}` are replaced, then what remains goes through the shell's rules (`$VAR`, `${VAR}`);
 * the pieces are joined with `$`. Unset variables become empty.
 */
export function interpolate(text: string, context: InterpolateContext): Interpolated {
  if (!text.includes('$')) return { ok: true, text, unset: [] };
  const unset: string[] = [];
  const lookUp = (name: string): string => {
    const value = context.env[name];
    if (value === undefined) unset.push(name);
    return value ?? '';
  };
  try {
    const pieces = text.split('$$').map((piece) => expandShell(expandBraced(piece, lookUp, context.readFile), lookUp));
    return { ok: true, text: pieces.join('$'), unset };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, unreadable: error.path };
    throw error;
  }
}

class Unreadable extends Error {
  readonly path: string;
  constructor(path: string, options: ErrorOptions) {
    super('unreadable file', options);
    this.path = path;
  }
}

type LookUp = (name: string) => string;

function expandBraced(text: string, lookUp: LookUp, readFile: (path: string) => string): string {
  return text.replace(/\$(__env|__file)?\{([^}]+)\}/g, (_whole, kind: string | undefined, name: string) => {
    if (kind !== '__file') return lookUp(name);
    try {
      return readFile(name).trim();
    } catch (cause) {
      throw new Unreadable(name, { cause });
    }
  });
}

/** Go's `os.Expand`: `$1` and the shell's other one-character names are variables too, hence empty. */
function expandShell(text: string, lookUp: LookUp): string {
  return text.replace(/\$(?:\{[^}]*\}|\{|[*#@!?\-0-9]|\w+)/g, (variable) => {
    const name = variable.replace(/^\$\{?|\}$/g, '');
    return name ? lookUp(name) : '';
  });
}
