import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionsOf, disagreements, headsOf, type MirrorTexts } from './mirror.ts';

const texts: MirrorTexts = {
  spec: read('spec/Raft.tla'),
  readme: read('spec/README.md'),
  contract: read('skeleton/contract/raft.ts'),
  chapters: chaptersOf('reference'),
};

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

function chaptersOf(folder: string): Record<string, string> {
  const files = readdirSync(new URL(`../../${folder}/`, import.meta.url)).filter(
    (file) => file.endsWith('.ts') && !file.includes('.test'),
  );
  return Object.fromEntries(files.map((file) => [`${folder}/${file}`, read(`${folder}/${file}`)]));
}

describe('specification, contract, reference and table of names', () => {
  it('name the same actions, with the same arguments', () => {
    expect(disagreements(texts)).toEqual([]);
  });

  it('are named the same in the skeleton', () => {
    expect(disagreements({ ...texts, chapters: chaptersOf('skeleton') })).toEqual([]);
  });

  it('are compared in all thirteen actions of Next', () => {
    const actions = actionsOf(texts.spec);
    expect(actions).toHaveLength(13);
    expect(actions.filter((action) => !headsOf(texts.spec).has(action))).toEqual([]);
  });
});

/** One name changed everywhere in one of the texts. */
function renamed(text: 'spec' | 'readme' | 'contract', from: string, to: string): MirrorTexts {
  return { ...texts, [text]: texts[text].replaceAll(from, to) };
}

/** One name changed everywhere in the files of the reference. */
function renamedInReference(from: string, to: string): MirrorTexts {
  const chapters = Object.entries(texts.chapters).map(([file, text]) => [
    file,
    text.replaceAll(from, to),
  ]);
  return { ...texts, chapters: Object.fromEntries(chapters) };
}

describe('a name that was changed is found', () => {
  it('for every action, in the specification', () => {
    for (const action of actionsOf(texts.spec)) {
      const found = disagreements(renamed('spec', `${action}(`, `Other${action}(`));
      expect(found.join('\n'), action).toContain(`Other${action}`);
    }
  });

  it('for every action, in the table of names', () => {
    for (const action of actionsOf(texts.spec)) {
      const found = disagreements(renamed('readme', `\`${action}(`, `\`Other${action}(`));
      expect(found, action).toHaveLength(2);
    }
  });

  it('for every handler, in the contract and in the reference', () => {
    for (const action of actionsOf(texts.spec).filter((name) => name !== 'Lose')) {
      const handler = action.charAt(0).toLowerCase() + action.slice(1);
      const inContract = disagreements(renamed('contract', `  ${handler}(`, `  other${action}(`));
      expect(inContract.join('\n'), handler).toContain(`other${action}`);
      const call = headsOf(texts.spec).get(action) ?? action;
      const inComment = disagreements(renamedInReference(`Spec    ${call}`, 'Spec    Other(i)'));
      expect(inComment.join('\n'), handler).toContain(`must name ${call}`);
    }
  });

  it('in the arguments of an action', () => {
    const found = disagreements(renamed('spec', 'TakeSnapshot(i, index) ==', 'TakeSnapshot(i) =='));
    expect(found).toContain(
      'The contract says that takeSnapshot is TakeSnapshot(i, index); the specification has TakeSnapshot(i).',
    );
  });
});
