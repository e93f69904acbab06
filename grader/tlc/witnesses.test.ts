import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { search } from '../tla/check/search.ts';
import { loadJob } from './embedded.ts';
import { witnessJob } from './models.ts';

/** What each model must reach, or what it checks is true of nothing. */
const reached: Readonly<Record<string, readonly string[]>> = {
  MCElection: ['NobodyLeads', 'NoSecondLeader', 'NoTwoLeadersAtATime'],
  MCReplication: ['NothingIsCommitted', 'NoConflict', 'NoEntryIsReplaced'],
  MCPipelining: ['NoRequestStopsBeforeTheCommit', 'NoRequestsOvertake'],
  MCNoop: ['NoSecondLeader', 'NoConflict', 'NoEntryIsReplaced', 'NoOldEntryIsCommittedLater'],
  MCFigure8: ['NoConflict', 'NoEntryIsReplaced'],
  MCSnapshot: ['NoSnapshotIsInstalled'],
  MCMembership: ['NoChangeIsCommitted'],
  MCTwoChanges: ['NoTwoConfigurations'],
  MCEverything: ['NothingIsCommitted', 'NobodyLeads'],
};

const ofSteps = ['NoEntryIsReplaced'];

/** Deeper in their models than a test can go: a snapshot over a longer log, a leader that removes itself. */
const deep = ['NoSuffixIsKept', 'NobodyLeavesTheLead'];

describe('a model is not so small that nothing happens', () => {
  const rows = Object.entries(reached).flatMap(([model, names]) =>
    names.map((name) => ({ model, name })),
  );
  it.each(rows)('$model, $name falls', async ({ model, name }) => {
    const kind = ofSteps.includes(name) ? 'PROPERTY' : 'INVARIANT';
    const { outcome } = search(
      await loadJob('spec', await witnessJob('spec', model, { kind, name })),
    );
    expect(outcome).toMatchObject({ property: name });
  });

  it('and no witness is forgotten', () => {
    const text = readFileSync('spec/models/MCRaft.tla', 'utf8');
    const witnesses = [...text.slice(text.indexOf('(* WITNESSES')).matchAll(/^(\w+) ==/gm)];
    const asked = new Set([...Object.values(reached).flat(), ...deep]);
    expect([...asked].sort()).toEqual(witnesses.map(([, name]) => name).sort());
  });
});
