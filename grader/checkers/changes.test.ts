/** The rules of dissertation §4.1: what a leader may append, and when. */
import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../skeleton/contract/index.ts';
import { oneChangeUnderWay, oneServerAtATime } from './index.ts';
import { append, config, entry, leading, Trace } from './testing.ts';

const first = entry(1, 'x');

/** n1 leads with these entries, of which so many are committed, and an administrator has it append one more. */
function appends(log: readonly LogEntry[], commitIndex: number, added: LogEntry): Trace {
  return new Trace()
    .boot('n1', { log, currentTerm: 1 })
    .timeout('n1', leading(1, 'n1', { commitIndex }))
    .propose('n1', null, { log: [...log, added] });
}

describe('one-server-at-a-time', () => {
  test('two go, or one comes and one goes', () => {
    expect(appends([first], 1, config(1, ['n1'])).verdict(oneServerAtATime)).toBe(
      'n1 changes the cluster from n1, n2 and n3 to n1',
    );
    expect(appends([first], 1, config(1, ['n1', 'n2', 'n4'])).verdict(oneServerAtATime)).toBe(
      'n1 changes the cluster from n1, n2 and n3 to n1, n2 and n4',
    );
  });

  test('one goes, one comes, nobody does; and a follower takes what it is sent', () => {
    for (const servers of [
      ['n1', 'n2'],
      ['n1', 'n2', 'n3', 'n4'],
      ['n3', 'n2', 'n1'],
    ]) {
      expect(appends([first], 1, config(1, servers)).verdict(oneServerAtATime)).toBeNull();
    }
    const sent = new Trace().deliver(append('n2>n1@1'), {
      currentTerm: 1,
      log: [config(1, ['n1', 'n2']), config(1, ['n1']), config(1, ['n2'])],
    });
    expect(sent.verdict(oneServerAtATime)).toBeNull();
  });
});

describe('one-change-under-way', () => {
  const two = config(1, ['n1', 'n2']);

  test('the next before the last is committed', () => {
    expect(appends([first, two], 1, config(1, ['n1'])).verdict(oneChangeUnderWay)).toBe(
      'n1 changes the cluster to n1, while the configuration at index 2 is not committed',
    );
  });

  test('the next when the last is committed, and commands at any time', () => {
    expect(appends([first, two], 2, config(1, ['n1'])).verdict(oneChangeUnderWay)).toBeNull();
    expect(appends([first, two], 1, entry(1, 'y')).verdict(oneChangeUnderWay)).toBeNull();
  });
});
