import { describe, expect, it } from 'vitest';
import { countsOf, endingOf, messagesOf } from './messages.ts';

const said = (code: number, text: string): string =>
  `@!@!@STARTMSG ${code}:0 @!@!@\n${text}\n@!@!@ENDMSG ${code} @!@!@\n`;

const step = (number: number, role: string, action: string): string =>
  said(
    2217,
    `${number}: <Step>\n/\\ role = (a :> "${role}")\n/\\ lastStep = [action |-> "${action}", server |-> a,\n  input |-> Nil]`,
  );

describe('what TLC says', () => {
  it('is split into messages, and the rest is dropped', () => {
    expect(messagesOf(`java noise\n${said(1, 'one\ntwo')}more${said(2, 'three')}`)).toEqual([
      { code: 1, error: false, text: 'one\ntwo' },
      { code: 2, error: false, text: 'three' },
    ]);
  });

  it('means that the model holds when it says so', () => {
    expect(endingOf(said(2193, 'Model checking completed. No error has been found.'))).toEqual({
      kind: 'holds',
    });
  });

  it('names the property that fell, with the states before it', () => {
    const output =
      said(2110, 'Invariant ElectionSafety is violated.') +
      step(1, 'follower', 'Init') +
      step(2, 'leader', 'ElectionTimeout');
    const ending = endingOf(output);
    expect(ending).toMatchObject({ kind: 'falls', property: 'ElectionSafety' });
    if (ending.kind !== 'falls') return;
    expect(ending.story.map(({ variables }) => variables['role'])).toEqual([
      '(a :> "follower")',
      '(a :> "leader")',
    ]);
  });

  it('is a failure when neither was said', () => {
    expect(endingOf('Error: no such file')).toEqual({
      kind: 'failed',
      text: 'Error: no such file',
    });
  });

  it('is good news after random behaviours if nothing went wrong in them', () => {
    const walk = said(2188, 'Running Random Simulation') + said(2186, 'Finished in 5962ms');
    expect(endingOf(walk)).toEqual({ kind: 'holds' });
    const wrong = '@!@!@STARTMSG 2103:1 @!@!@\nNo value\n@!@!@ENDMSG 2103 @!@!@\n';
    expect(endingOf(walk + wrong)).toMatchObject({ kind: 'failed' });
    const states =
      'Progress(-1) at 12:00: 6059 states generated, -1 distinct states found, -1 states left on queue.';
    expect(countsOf(said(2209, states))).toEqual({
      ...{ generated: 6059, distinct: 0, queue: 0, depth: 0 },
    });
  });

  it('has figures, those of the end before those of the way', () => {
    const progress =
      'Progress(16) at 12:00: 1,200 states generated (9 s/min), 30 distinct states found (1 ds/min), 4 states left on queue.';
    const end = '1500 states generated, 40 distinct states found, 0 states left on queue.';
    const depth = 'The depth of the complete state graph search is 17.';
    expect(countsOf(said(2200, progress))).toEqual({
      generated: 1200,
      distinct: 30,
      queue: 4,
      depth: 16,
    });
    expect(countsOf(said(2200, progress) + said(2194, depth) + said(2199, end))).toEqual({
      generated: 1500,
      distinct: 40,
      queue: 0,
      depth: 17,
    });
    expect(countsOf('')).toBeUndefined();
  });
});
