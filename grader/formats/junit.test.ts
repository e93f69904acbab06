import { describe, expect, it } from 'vitest';
import { junit } from './junit.ts';
import { NASTY, perfect, REPLAY, sample, surroundings, unloaded } from './samples.test-helper.ts';
import { type Element, readXml } from './xml.test-helper.ts';

/** What stands in what, and with which attributes, in the family of junit-10.xsd. */
const elements: Readonly<Record<string, { attributes: string[]; children: string[] }>> = {
  testsuites: {
    attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'],
    children: ['testsuite'],
  },
  testsuite: {
    attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp', 'hostname'],
    children: ['properties', 'testcase'],
  },
  properties: { attributes: [], children: ['property'] },
  property: { attributes: ['name', 'value'], children: [] },
  testcase: {
    attributes: ['name', 'classname', 'time'],
    children: ['properties', 'failure', 'skipped'],
  },
  failure: { attributes: ['message', 'type'], children: [] },
  skipped: { attributes: ['message'], children: [] },
};

function check(element: Element): void {
  const known = elements[element.name];
  expect(Object.keys(element.attributes), element.name).toEqual(known?.attributes);
  for (const child of element.children) {
    expect(known?.children, element.name).toContain(child.name);
    check(child);
  }
}

const cases = (root: Element): Element[] =>
  root.children.flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'));

const ending = (testcase: Element | undefined): Element | undefined =>
  testcase?.children.find(({ name }) => name !== 'properties');

describe('junit', () => {
  it('is well-formed, with the published elements and attributes', () => {
    for (const results of [sample(), sample({ text: NASTY }), perfect(), unloaded(NASTY)]) {
      check(readXml(junit(results, surroundings)));
    }
  });

  it('counts what failed and what was skipped', () => {
    const root = readXml(junit(sample(), surroundings));
    expect(root.attributes).toMatchObject({ tests: '6', failures: '3', errors: '0', skipped: '1' });
    expect(root.children[0]?.attributes).toMatchObject({
      name: 'Lab 2A Leader election',
      tests: '5',
      timestamp: '2026-01-02T03:04:05',
    });
  });

  it('says how each scenario came out', () => {
    const all = cases(readXml(junit(sample(), surroundings)));
    expect(all.map((testcase) => ending(testcase)?.attributes['type'])).toEqual([
      'no progress',
      undefined,
      'wrong',
      'forfeited',
      undefined,
      undefined,
    ]);
    expect(ending(all[1])?.name).toBe('skipped');
    expect(ending(all[2])?.text).toContain(`Play it again: ${REPLAY}`);
    expect(ending(all[5])).toBe(undefined);
  });

  it('has points, seed, replay command, rule and paper as properties', () => {
    const [, , third] = cases(readXml(junit(sample(), surroundings)));
    const properties = third?.children[0]?.children.map(({ attributes }) => attributes);
    expect(properties).toEqual([
      { name: 'points', value: '4' },
      { name: 'score', value: '0' },
      { name: 'seed', value: '2' },
      { name: 'replay', value: REPLAY },
      { name: 'rule', value: 'one-vote' },
      { name: 'paper', value: '§5.2' },
    ]);
  });

  it('gives back every text that XML can hold', () => {
    const [first] = cases(readXml(junit(sample({ text: NASTY }), surroundings)));
    const seen = NASTY.replace('\0\u001b\ud800', '\ufffd\ufffd\ufffd');
    expect(ending(first)?.attributes['message']).toBe(`no progress: ${seen}`);
  });
});
