/** Shorter texts cannot make more than some hundred MB of objects. */
const SMALL_TEXT = 4_000_000;
/** Objects, lists and members of objects in one text: what 64 MB of OTLP have, and some more. */
const MAX_PARTS = 8_000_000;
const MAX_DEPTH = 10_000;

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What makes a text too much to be parsed, or null: three characters of JSON can become a hundred bytes of objects, and
 * brackets without end take `JSON.parse` seconds. Whether the text is JSON is not looked at.
 */
export function jsonExcess(text: string): string | null {
  if (text.length <= SMALL_TEXT) return null;
  let parts = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case COLON:
        parts++;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        parts++;
        depth++;
        if (depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH}`;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
    }
    if (parts > MAX_PARTS) return `more than ${MAX_PARTS} objects, lists and members`;
  }
  return null;
}

/** Where the quote is that closes the one at `start`; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}
