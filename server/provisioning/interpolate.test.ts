import { describe, expect, it } from 'vitest';
import { interpolate } from './interpolate.ts';

const context = {
  env: { HOST: 'loki', NESTED: 'x-$HOST', BRACED: '${HOST}', EMPTY: '' },
  readFile: (path: string) => {
    if (path === '/run/secret') return ' s3cret\n';
    throw new Error('ENOENT');
  },
};
const text = (value: string) => {
  const result = interpolate(value, context);
  return result.ok ? result.text : `unreadable ${result.unreadable}`;
};

describe('interpolate', () => {
  it.each([
    ['http://${HOST}:3100', 'http://loki:3100'],
    ['http://$HOST:3100', 'http://loki:3100'],
    ['$__env{HOST}', 'loki'],
    ['$__file{/run/secret}', 's3cret'],
    ['$__file{/none}', 'unreadable /none'],
    ['$${__value.raw}', '${__value.raw}'],
    ['$$__tags', '$__tags'],
    ['cost: $$5', 'cost: $5'],
    ['${__value.raw}', ''],
    ['(\\w+)-$1', '(\\w+)-'],
    ['$12', '2'],
    ['100$', '100$'],
    ['a $ b', 'a $ b'],
    ['${}', ''],
    ['${HOST', 'HOST'],
    ['plain', 'plain'],
    ['$EMPTY', ''],
  ])('%s becomes %s', (value, expected) => expect(text(value)).toBe(expected));

  it('expands what a braced variable holds, but not what a plain one does', () => {
    expect(text('${NESTED}')).toBe('x-loki');
    expect(text('$BRACED')).toBe('${HOST}');
  });

  it('says which variables are not set', () => {
    expect(interpolate('$NOPE and ${ALSO} but $HOST', context)).toMatchObject({ unset: ['ALSO', 'NOPE'] });
  });
});
