import { describe, expect, it } from 'vitest';
import { requiredText } from './required-text.ts';

describe('text that an expression requires', () => {
  it.each([
    ['status=5\\d\\d', ['status=5']],
    ['user-4[0-9]+', ['user-4']],
    ['^\\bcheckout$', ['checkout']],
    ['(GET|POST) /cart', [' /cart']],
    ['(error|timeout).+', ['error', 'timeout']],
    ['a{3}b+c', ['aaab']],
    ['trace.*identifier', ['identifier']],
    ['x(?:abc|def)?y=', ['y=']],
    ['größe: \\d', ['e: ']],
  ])('of %s', (pattern, texts) => {
    expect(requiredText(pattern)).toEqual({ texts, ignoreCase: false });
  });

  it('is in lower case when the case does not count', () => {
    expect(requiredText('(?i)Payment failed: \\d+')).toEqual({ texts: ['payment failed: '], ignoreCase: true });
    expect(requiredText('(?i)KISS [a-z]')).toEqual({ texts: ['kiss '], ignoreCase: true });
  });

  it.each(['\\d+', 'abc|\\d', '(abc)?', '[Aa][Bb]', 'a', 'abc|', '.*', '(?s:abc)', 'a.b.c', '(ab)*'])(
    'is not known of %s',
    (pattern) => {
      expect(requiredText(pattern)).toBeNull();
    },
  );
});
