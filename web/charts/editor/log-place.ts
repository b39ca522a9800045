import type { CompletionPlace, LogPipeline } from './place.ts';

const PARSER = /\|\s*(json|logfmt|pattern|regexp|unpack)\b/g;
const NAMES_IN_STAGE = /\|\s*(?:unwrap|keep|drop|label_format|json|logfmt)\s+(?:[\w=,\s]*[,=\s])?(\w*)$/;
const SELECTOR = /\{(?:[^{}"`]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}/g;

/** What comes after the last stream selector of the text. Null where there is none yet. */
function pipeline(text: string): LogPipeline | null {
  const last = [...text.matchAll(SELECTOR)].at(-1);
  if (!last) return null;
  const after = text.slice(last.index + last[0].length);
  const captures = [...after.matchAll(/<(\w+)>/g)].map(([, name = '']) => name).filter((name) => name !== '_');
  return {
    selector: last[0],
    parsers: [...new Set([...after.matchAll(PARSER)].map(([, name = '']) => name))],
    captures: [...new Set(captures)],
  };
}

/** A place outside braces, strings and ranges; `plain` has no strings and comments. Null for one that is no stage. */
function at(text: string, plain: string): CompletionPlace | null {
  const prefix = /\w*$/.exec(text)?.[0] ?? '';
  const found = pipeline(text);
  if (!found) return null;
  if (/\|\s*\w*$/.test(plain)) return { kind: 'stage', prefix, pipeline: found };
  const names = NAMES_IN_STAGE.exec(plain);
  if (names) return { kind: 'field', prefix, isFilter: false, pipeline: found };
  const filter = /\|(?![=~>])[^|]*$/.exec(plain)?.[0];
  // Past a range or a closing parenthesis the pipeline is over.
  if (filter === undefined || /[[\])]/.test(filter)) return null;
  const value = /([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)\s*$/.exec(plain)?.[1];
  if (value !== undefined) return { kind: 'field-value', prefix: '', field: value, quoted: false, pipeline: found };
  if (/(?:\band|\bor|,)\s+\w*$/.test(filter)) return { kind: 'field', prefix, isFilter: true, pipeline: found };
  return { kind: 'none' };
}

export const logPlace = { at, pipeline };
