import { describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import type { Lab } from '../run/lab.ts';
import { mutants } from './mutants.ts';
import { pageOf, rowsOf } from './testing.ts';
import { variants } from './variants.ts';

/** What the points table of a handout must say. */
function pointsTable({ scenarios }: Lab): readonly (readonly string[])[] {
  const total = scenarios.reduce((sum, { points }) => sum + points, 0);
  return [
    ['scenario', 'name', 'what must hold', 'about', 'points'],
    ...scenarios.map(({ id, name, title, kind, points }) => [
      id,
      `\`${name}\``,
      title,
      kind,
      `${points}`,
    ]),
    ['', '', '', '', `**${total}**`],
  ];
}

describe('the handout', () => {
  it.each(labs)('of lab $id has the names, titles and points of its scenarios', (lab) => {
    const [, points = ''] = pageOf(`labs/${lab.id}/README.md`).split('\n## Points\n');
    expect(rowsOf(points)).toEqual(pointsTable(lab));
  });

  const examined = labs.filter(({ id }) => mutants.some(({ lab }) => lab === id));

  it.each(examined)('of lab $id gives a reason for each scenario that finds no mutant', (lab) => {
    const found = new Set(
      rowsOf(pageOf('docs/mutants.md')).flatMap((cells) => cells.at(-1)?.split(' ') ?? []),
    );
    const idle = lab.scenarios.map(({ id }) => id).filter((id) => !found.has(id));
    const [, reasons = ''] = pageOf(`labs/${lab.id}/README.md`).split('\n## Why these\n');
    expect(idle.filter((id) => !reasons.includes(`**${id}**`))).toEqual([]);
  });
});

describe('docs/mutants.md', () => {
  const page = pageOf('docs/mutants.md');

  it('tells of every mutant what the mutant tells of itself', () => {
    const told = rowsOf(page)
      .filter(([name]) => name?.startsWith('`'))
      .map(([name, story]) => `${name} ${story?.replace(/ On the host `.*$/, '')}`);
    expect(told).toEqual(mutants.map(({ id, story }) => `\`${id}\` ${story}`));
  });

  it('tells of every variant what the variant tells of itself', () => {
    const told = page.split('\n').filter((line) => line.startsWith('- **'));
    expect(told).toEqual(variants.map(({ id, story }) => `- **${id}**: ${story}`));
  });
});
