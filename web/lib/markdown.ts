/** The part of Markdown that text panels and notes use. Everything is text in the end: no HTML is let through. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] };

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3 | 4; readonly children: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' };

const FENCE = /^```/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

export function parseMarkdown(source: string): readonly Block[] {
  const lines = source
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?-->/g, '')
    .split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') at++;
    else {
      const { block, next } = readBlock(lines, at);
      blocks.push(block);
      at = Math.max(next, at + 1);
    }
  }
  return blocks;
}

interface Read {
  readonly block: Block;
  readonly next: number;
}

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? '';
  const heading = HEADING.exec(line);
  if (heading) {
    const level = Math.min(4, heading[1]?.length ?? 1) as 1 | 2 | 3 | 4;
    return { block: { kind: 'heading', level, children: parseInline(heading[2] ?? '') }, next: at + 1 };
  }
  if (FENCE.test(line)) return readFence(lines, at);
  if (RULE.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  if (ITEM.test(line)) return readList(lines, at);
  if (line.includes('|') && TABLE_RULE.test(lines[at + 1] ?? '')) return readTable(lines, at);
  if (/^\s*>/.test(line)) {
    const end = endOf(lines, at, (one) => /^\s*>/.test(one));
    const text = lines.slice(at, end).map((one) => one.replace(/^\s*>\s?/, ''));
    return { block: { kind: 'quote', children: parseInline(text.join(' ')) }, next: end };
  }
  const end = endOf(lines, at + 1, (one) => one.trim() !== '' && !startsBlock(one));
  return { block: { kind: 'paragraph', children: parseInline(lines.slice(at, end).join(' ')) }, next: end };
}

const startsBlock = (line: string): boolean =>
  HEADING.test(line) || FENCE.test(line) || RULE.test(line) || ITEM.test(line);

function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from;
  while (end < lines.length && belongs(lines[end] ?? '')) end++;
  return end;
}

function readFence(lines: readonly string[], at: number): Read {
  const end = endOf(lines, at + 1, (line) => !FENCE.test(line));
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

function readList(lines: readonly string[], at: number): Read {
  const end = endOf(lines, at, (line) => ITEM.test(line) || /^\s+\S/.test(line));
  const items: string[] = [];
  for (const line of lines.slice(at, end)) {
    const item = ITEM.exec(line);
    if (item) items.push(item[2] ?? '');
    else items[items.length - 1] = `${items.at(-1) ?? ''} ${line.trim()}`;
  }
  const ordered = ITEM.exec(lines[at] ?? '')?.[1] !== undefined;
  return { block: { kind: 'list', ordered, items: items.map(parseInline) }, next: end };
}

function readTable(lines: readonly string[], at: number): Read {
  const end = endOf(lines, at + 2, (line) => line.includes('|'));
  const cells = (line: string): readonly (readonly Inline[])[] =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => parseInline(cell.trim()));
  return {
    block: { kind: 'table', head: cells(lines[at] ?? ''), rows: lines.slice(at + 2, end).map(cells) },
    next: end,
  };
}

const INLINE =
  /`([^`]+)`|!?\[([^\]]*)\]\(([^\s)]+)(?:\s+"[^"]*")?\)|(\*\*|__)(?=\S)(.+?)\4|(\*|_)(?=\S)(.+?)\6|<(https?:\/\/[^>\s]+)>|(https?:\/\/[^\s<>()]+)/;

/** Links lead to http(s) or to a path of ours; any other address stays text. Tags are dropped, their text stays. */
export function parseInline(source: string): readonly Inline[] {
  const out: Inline[] = [];
  let rest = source.replace(/<br\s*\/?>/gi, ' ').replace(/<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?>/gi, '');
  while (rest !== '') {
    const match = INLINE.exec(rest);
    if (!match) {
      out.push({ kind: 'text', text: rest });
      break;
    }
    if (match.index > 0) out.push({ kind: 'text', text: rest.slice(0, match.index) });
    out.push(toInline(match));
    rest = rest.slice(match.index + match[0].length);
  }
  return out;
}

function toInline(match: RegExpExecArray): Inline {
  const [whole, code, linkText, address, , strong, , em, angled, bare] = match;
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', children: parseInline(strong) };
  if (em !== undefined) return { kind: 'em', children: parseInline(em) };
  const href = address ?? angled ?? bare ?? '';
  const children = parseInlineText(linkText ?? href);
  return isSafe(href) ? { kind: 'link', href, children } : { kind: 'text', text: linkText || whole };
}

const parseInlineText = (text: string): readonly Inline[] => [{ kind: 'text', text }];

export const isSafe = (href: string): boolean =>
  /^https?:\/\//i.test(href) || /^\/(?![/\\])/.test(href) || href.startsWith('#');

const wordsOf = (inlines: readonly Inline[]): string =>
  inlines.map((inline) => ('children' in inline ? wordsOf(inline.children) : inline.text)).join('');

/** The words alone, on one line: for a preview. */
export function plainText(source: string): string {
  const texts = parseMarkdown(source).flatMap((block): readonly string[] => {
    switch (block.kind) {
      case 'heading':
      case 'paragraph':
      case 'quote':
        return [wordsOf(block.children)];
      case 'code':
        return [block.text];
      case 'list':
        return block.items.map(wordsOf);
      case 'table':
        return [block.head, ...block.rows].map((row) => row.map(wordsOf).join(' '));
      case 'rule':
        return [];
    }
  });
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}
