import { RequestError } from './request-error.ts';

/** `key=value key="quoted value"` of the old search. @throws RequestError */
export function parseLogfmt(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const pair = /\s*([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s="]*)))?(?=\s|$)/y;
  let position = 0;
  while (text.slice(position).trim() !== '') {
    pair.lastIndex = position;
    const match = pair.exec(text);
    if (!match)
      throw new RequestError(`invalid tags: unexpected '${text.slice(position).trim()[0]}' at pos ${position + 1}`);
    const [, key = '', quoted, plain = ''] = match;
    if (tags.has(key)) throw new RequestError(`invalid tags: tag ${key} has been set twice`);
    tags.set(key, quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, '$1'));
    position = pair.lastIndex;
  }
  return tags;
}
