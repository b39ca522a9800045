import { expect, it } from 'vitest';
import { createDrafts, draftText } from './drafts.ts';

it('holds what is written until the query in the URL is another', () => {
  const drafts = createDrafts();
  const query = { refId: 'A', expr: 'up' };
  const text = (expr: string) => draftText(drafts.all(), 'prometheus', { ...query, expr });
  drafts.write('prometheus', query, 'up{');
  expect([text('up'), text('down')]).toEqual(['up{', 'down']);
  drafts.clear();
  expect(text('up')).toBe('up');
});

it('tells of each change', () => {
  const drafts = createDrafts();
  const seen: string[] = [];
  const stop = drafts.subscribe(() => seen.push(drafts.all()['A']?.text ?? ''));
  drafts.write('loki', { refId: 'A', expr: '' }, '{');
  stop();
  drafts.clear();
  expect(seen).toEqual(['{']);
});
