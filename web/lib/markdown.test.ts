import { describe, expect, it } from 'vitest';
import { isSafe, parseInline, parseMarkdown, plainText, type Inline } from './markdown.ts';

const flat = (inlines: readonly Inline[]): string =>
  inlines
    .map((one) => {
      if (!('children' in one)) return one.kind === 'code' ? `code(${one.text})` : one.text;
      return `${one.kind}${one.kind === 'link' ? `[${one.href}]` : ''}(${flat(one.children)})`;
    })
    .join('');

describe('markdown', () => {
  it('knows blocks', () => {
    const blocks = parseMarkdown(
      '# Title #\ntext\nmore\n\n- a\n  b\n- c\n\n1. one\n2. two\n\n> q\n> r\n\n```sh\nx *y*\n```\n---\n| a | b |\n|---|---|\n| 1 | 2 |',
    );
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'quote',
      'code',
      'rule',
      'table',
    ]);
    expect(blocks[1]).toMatchObject({ children: [{ text: 'text more' }] });
    expect(blocks[2]).toMatchObject({ ordered: false, items: [[{ text: 'a b' }], [{ text: 'c' }]] });
    expect(blocks[3]).toMatchObject({ ordered: true });
    expect(blocks[5]).toEqual({ kind: 'code', text: 'x *y*' });
    expect(blocks[7]).toMatchObject({
      head: [[{ text: 'a' }], [{ text: 'b' }]],
      rows: [[[{ text: '1' }], [{ text: '2' }]]],
    });
  });

  it('knows emphasis, code and links', () => {
    expect(flat(parseInline('a **b _c_** `d*e*` [f](https://g.h/i) <https://j.k> https://l.m/n'))).toBe(
      'a strong(b em(c)) code(d*e*) link[https://g.h/i](f) link[https://j.k](https://j.k) link[https://l.m/n](https://l.m/n)',
    );
    expect(flat(parseInline('snake_case_name 2 * 3 * 4'))).toContain('2 * 3 * 4');
  });

  it('lets no other address and no tag through', () => {
    expect(flat(parseInline('[x](javascript:alert(1)) [y](//evil.example) [z](/d/shop)'))).not.toContain(
      'link[javascript',
    );
    expect(['https://a', 'http://a', '/d/x', '#x'].map(isSafe)).toEqual([true, true, true, true]);
    expect(['javascript:1', 'data:text/html,x', '//evil', '/\\evil', 'ftp://x'].map(isSafe)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(flat(parseInline('<b>bold</b><br/><script>x</script><img src=x onerror=y>'))).toBe('bold x');
    expect(parseMarkdown('<!-- hidden -->shown')).toMatchObject([{ children: [{ text: 'shown' }] }]);
  });

  it('ends on anything', () => {
    for (const text of ['```', '> ', '- ', '#', '|', '**', '[](', '`', '\n\n'])
      expect(Array.isArray(parseMarkdown(text))).toBe(true);
  });
});

it('gives the words alone for a preview', () => {
  const note =
    '# Slow\n\nThe **payment** [trace](/trace/abc)\n- one\n- `two`\n\n```\nx = 1\n```\n---\n> said <b>so</b>';
  expect(plainText(note)).toBe('Slow The payment trace one two x = 1 said so');
});
