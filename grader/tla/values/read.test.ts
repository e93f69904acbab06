import { describe, expect, it } from 'vitest';
import { show } from './print.ts';
import { readValue, UnreadableValue } from './read.ts';

describe('a printed value is read', () => {
  const printed = [
    '17',
    '-3',
    'TRUE',
    '"leader"',
    '"a \\"quoted\\" word"',
    's1',
    '{}',
    '{1, 2}',
    '<<>>',
    '<<1, <<2>>, {s1}>>',
    '[kind |-> "noop", term |-> 2]',
    '(s1 :> 0 @@ s2 :> <<FALSE>>)',
  ];
  it.each(printed)('%s', (text) => {
    const value = readValue(text);
    expect(readValue(show(value))).toBe(value);
  });

  it('whatever the order and the white space', () => {
    expect(readValue('{2,\n  1}')).toBe(readValue('{1, 2}'));
    expect(readValue('[b |-> 2,a |-> 1]')).toBe(readValue('[a |-> 1, b |-> 2]'));
  });

  it.each(['', '{1', '<<1>', '[a -> 1]', '1 2', '(s1 :> 0, s2 :> 1)'])(
    '%s is none, and the message says from where on',
    (text) => {
      expect(() => readValue(text)).toThrow(UnreadableValue);
    },
  );
});
