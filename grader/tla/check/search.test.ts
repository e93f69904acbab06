import { describe, expect, it } from 'vitest';
import { TemporalError } from '../error.ts';
import { check, modelOf, numbers } from '../model.test-helper.ts';
import { reportLines } from '../report.ts';
import { search } from './search.ts';

const counter = `EXTENDS Naturals
VARIABLE n
Init == n = 0
Up == n < 3 /\\ n' = n + 1
Next == Up
Small == n < 2
Rises == [][n' > n]_n
StaysSmall == [][n' < 3]_n
Spec == Init /\\ [][Next]_n /\\ WF_n(Next)`;

/** Managers of resources agree to commit or to abort, as told to the manager of the transaction. */
const commit = `EXTENDS TLC
CONSTANT Manager
VARIABLES state, decided, sent
vars == <<state, decided, sent>>
Init == state = [m \\in Manager |-> "working"] /\\ decided = "no" /\\ sent = {}
Prepare(m) ==
  /\\ state[m] = "working"
  /\\ state' = [state EXCEPT ![m] = "prepared"]
  /\\ sent' = sent \\cup {m}
  /\\ UNCHANGED decided
Decide == decided = "no" /\\ sent = Manager /\\ decided' = "commit" /\\ UNCHANGED <<state, sent>>
GiveUp == decided = "no" /\\ decided' = "abort" /\\ UNCHANGED <<state, sent>>
Obey(m) ==
  /\\ decided # "no"
  /\\ state[m] # decided
  /\\ state' = [state EXCEPT ![m] = decided]
  /\\ UNCHANGED <<decided, sent>>
Next == Decide \\/ GiveUp \\/ \\E m \\in Manager : Prepare(m) \\/ Obey(m)
Spec == Init /\\ [][Next]_vars
Consistent == ~\\E a, b \\in Manager : state[a] = "abort" /\\ state[b] = "commit"
Symmetry == Permutations(Manager)
View == <<state, decided>>`;

const managers = 'CONSTANT Manager = {a, b, c}\nSPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n';

describe('a search', () => {
  it('finds every state, and counts as TLC does', async () => {
    const report = await check(counter, 'SPECIFICATION Spec\nCHECK_DEADLOCK FALSE');
    expect(report.outcome).toEqual({ kind: 'holds' });
    expect(numbers(report)).toEqual([4, 4, 4]);
  });

  it('says that it does not look at fairness', async () => {
    const report = await check(counter, 'SPECIFICATION Spec\nCHECK_DEADLOCK FALSE');
    expect(reportLines(report)[1]).toBe(
      'Spec asks for fairness here, which is ignored: only safety is checked (M.tla, line 10, column 31).',
    );
  });

  it('does not look at the fairness of each of several actions either', async () => {
    const text = `${counter}\nFair(i) == WF_n(Up /\\ n = i)
EachFair == Init /\\ [][Next]_n /\\ \\A i \\in 0..2 : Fair(i) /\\ SF_n(Up)`;
    const report = await check(text, 'SPECIFICATION EachFair\nCHECK_DEADLOCK FALSE');
    expect(numbers(report)).toEqual([4, 4, 4]);
    expect(report.ignored.length).toBe(1);
  });

  it('finds a deadlock, with the way to it', async () => {
    const { outcome } = await check(counter, 'INIT Init\nNEXT Next');
    expect(outcome).toMatchObject({ kind: 'deadlock' });
    expect('trace' in outcome && outcome.trace.map(({ values }) => values)).toEqual([
      [0],
      [1],
      [2],
      [3],
    ]);
  });

  it('finds a shortest way to a state that breaks an invariant', async () => {
    const { outcome } = await check(counter, 'SPECIFICATION Spec\nINVARIANT Small');
    expect(outcome).toEqual({
      kind: 'invariant',
      property: 'Small',
      trace: [
        { action: null, values: [0] },
        { action: 'Up', values: [1] },
        { action: 'Up', values: [2] },
      ],
    });
  });

  it('checks every step', async () => {
    const config = 'SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\nPROPERTIES Rises StaysSmall';
    const { outcome } = await check(counter, config);
    expect(outcome).toMatchObject({ kind: 'step', property: 'StaysSmall' });
    expect('trace' in outcome && outcome.trace.length).toBe(4);
  });

  it('tells what each action did', async () => {
    const report = await check(commit, managers);
    expect(report.coverage.map(({ name }) => name)).toEqual([
      'Decide',
      'GiveUp',
      'Prepare',
      'Obey',
    ]);
    expect(report.coverage.reduce((sum, { distinct }) => sum + distinct, 1)).toBe(
      report.counts.distinct,
    );
  });

  it('does not go on behind a state outside of the constraint, but checks it', async () => {
    const config = 'SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\nCONSTRAINT Small';
    expect(numbers(await check(counter, config))).toEqual([3, 2, 2]);
    const { outcome } = await check(counter, `${config}\nINVARIANT Small`);
    expect(outcome.kind).toBe('invariant');
  });

  it('leaves out steps that an action constraint forbids', async () => {
    const text = `${counter}\nNotToThree == n' # 3`;
    const report = await check(text, 'INIT Init\nNEXT Next\nACTION_CONSTRAINT NotToThree');
    expect(numbers(report)).toEqual([4, 3, 3]);
  });

  it('ends at the limit, and says so', async () => {
    const report = search(await modelOf({ M: counter }, 'INIT Init\nNEXT Next'), { stateLimit: 2 });
    expect(reportLines(report)[0]).toBe(
      'The search ended at the limit of 2 states; up to there nothing is wrong.',
    );
  });

  it('says where an expression has no value, and how the search came there', async () => {
    const text = `EXTENDS Naturals\nVARIABLE n\nInit == n = 2\nNext == n' = 10 \\div n - 5`;
    const { outcome } = await check(text, 'INIT Init\nNEXT Next');
    expect(outcome).toMatchObject({ kind: 'error', trace: [{ values: [2] }, { values: [0] }] });
    expect('error' in outcome && outcome.error.message).toBe(
      'M.tla, line 5, column 14: the divisor is 0, and must be greater than 0',
    );
  });

  it('refuses a step that gives a variable no value', async () => {
    const text = "VARIABLES a, b\nInit == a = 1 /\\ b = 1\nNext == a' = 2";
    const { outcome } = await check(text, 'INIT Init\nNEXT Next');
    expect(outcome).toMatchObject({
      kind: 'error',
      error: { reason: 'this gives b no value in the new state' },
    });
  });
});

describe('fewer states for the same answer', () => {
  it('what TLC counts without and with SYMMETRY and VIEW', async () => {
    expect(numbers(await check(commit, managers))).toEqual([178, 80, 8]);
    expect(numbers(await check(commit, `${managers}SYMMETRY Symmetry`))).toEqual([63, 28, 8]);
    expect(numbers(await check(commit, `${managers}VIEW View`))).toEqual([115, 43, 8]);
  });
});

describe('SYMMETRY and VIEW together', () => {
  // One of two alike servers got a message; the view sees which one was chosen, and not the message.
  const text = `EXTENDS TLC
CONSTANT Server
VARIABLES hidden, seen
Init == hidden = [s \\in Server |-> 0] /\\ seen = [s \\in Server |-> 0]
Next == \\E s, t \\in Server :
  /\\ hidden' = [hidden EXCEPT ![s] = 1]
  /\\ seen' = [seen EXCEPT ![t] = 1]
View == seen
Symmetry == Permutations(Server)`;
  const config = 'CONSTANT Server = {a, b}\nINIT Init\nNEXT Next\nVIEW View\nSYMMETRY Symmetry';

  it('the number of states depends on the names of the variables, as in TLC', async () => {
    expect(numbers(await check(text, config))).toEqual([17, 4, 3]);
    const renamed = text.replaceAll('hidden', 'unseen');
    expect(numbers(await check(renamed, config))).toEqual([13, 3, 3]);
  });
});

describe('modules', () => {
  it('an instance puts expressions in place of variables', async () => {
    const clock =
      "EXTENDS Naturals\nCONSTANT Max\nVARIABLE t\nInit == t = 0\nTick == t' = (t + 1) % Max";
    const text = `EXTENDS Naturals
VARIABLES hour
Clock(m) == INSTANCE Clock WITH t <- hour, Max <- m
Twelve == Clock(12)!Init /\\ [][Clock(12)!Tick]_hour
Init == hour = 0
Next == hour' = (hour + 1) % 12`;
    const config = 'INIT Init\nNEXT Next\nPROPERTY Twelve';
    const report = search(await modelOf({ M: text, Clock: clock }, config));
    expect(report.outcome.kind).toBe('holds');
    expect(numbers(report)).toEqual([13, 12, 12]);
  });

  it('a configuration replaces a definition, wherever it is used', async () => {
    const text =
      "EXTENDS Naturals\nVARIABLE n\nLimit == Two\nTwo == 2\nFive == 5\nInit == n = 0\nNext == n < Limit /\\ n' = n + 1";
    const report = await check(
      text,
      'INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\nCONSTANT Two <- Five',
    );
    expect(report.counts.distinct).toBe(6);
  });

  it('ENABLED asks whether there is a step', async () => {
    const text = `${counter}\nCanGoOn == n < 3 <=> ENABLED Up`;
    const report = await check(text, 'SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\nINVARIANT CanGoOn');
    expect(report.outcome.kind).toBe('holds');
  });

  it('an assumption must hold', async () => {
    const text =
      "EXTENDS Naturals\nCONSTANT N\nASSUME N > 3\nVARIABLE n\nInit == n = N\nNext == n' = n";
    await expect(check(text, 'INIT Init\nNEXT Next\nCONSTANT N = 3')).rejects.toThrow(
      'M.tla, line 4, column 8: this assumption does not hold',
    );
  });
});

describe('what is not supported or not known is refused before anything runs', () => {
  const refused: readonly (readonly [string, string])[] = [
    ["Next == n' = 1.5", 'M.tla, line 4, column 14: a number with a fraction is not supported'],
    ["Next == \\E x : n' = x", 'M.tla, line 4, column 9: the quantifier \\E over everything'],
    ["Next == n' = Unknown", 'M.tla, line 4, column 14: Unknown is not defined here'],
    ["Next == n' = n''", 'a prime cannot stand here: there is no next state'],
    [
      "F(x) == x\nNext == n' = F(1, 2)",
      'M.tla, line 5, column 14: F takes 1 arguments, and is given 2',
    ],
  ];
  it('an action under \\A, with the variable to which it gives values', async () => {
    const text = `VARIABLES n, m
Set(x) == n' = x
Init == n = 0 /\\ m = 0
Next == m' = 1 /\\ \\A x \\in {1, 2} : \\/ Set(x)
                                   \\/ UNCHANGED m`;
    await expect(check(text, 'INIT Init\nNEXT Next')).rejects.toThrow(
      /^M.tla, line 5, column 19: an action under \\A is not supported: in each turn it gives n a value$/,
    );
  });

  it('but not a test under \\A of what has its value', async () => {
    const text = "VARIABLE n\nInit == n = 0\nNext == n' = 1 /\\ \\A x \\in {1} : n' = x";
    const report = await check(text, 'INIT Init\nNEXT Next');
    expect(report.outcome.kind).toBe('holds');
  });

  it('a specification that demands more of a behaviour than its steps and fairness', async () => {
    const message = 'in SPECIFICATION, only Init, [][Next]_v and fairness are supported';
    const demands = ['[](n < 2)', '\\A i \\in 1..2 : [][n < i]_n'];
    for (const demand of demands) {
      const text = `${counter}\nMore == Init /\\ [][Next]_n /\\ ${demand}`;
      await expect(check(text, 'SPECIFICATION More')).rejects.toThrow(message);
    }
  });

  for (const [text, message] of refused) {
    it(message, async () => {
      const module = `VARIABLE n\nInit == n = 0\n${text}`;
      await expect(check(module, 'INIT Init\nNEXT Next')).rejects.toThrow(message);
    });
  }

  const live = [
    '<>(n = 1)',
    '[]<>(n = 1)',
    '[](n = 0 => <>(n = 1))',
    'n = 0 ~> n = 1',
    '~[](n = 0)',
    '\\A i \\in 1..2 : n = i \\/ []<><<Next>>_n',
    'LET late == 7 IN IF n = late THEN <>(n = 1) ELSE [](n = 0)',
    'WF_n(Next)',
    'LET Ends == <>(n = 1) IN Ends',
    'CASE 1 = 1 -> <>(n = 1) [] OTHER -> TRUE',
    'Same(<>(n = 1))',
  ];

  it.each(live)('%s as a property, in one line', async (formula) => {
    const properties = `Same(F) == F\nLive == ${formula}\nMore == <>[](n = 2)`;
    const error: unknown = await check(
      `${counter}\n${properties}`,
      'INIT Init\nNEXT Next\nPROPERTIES Live More',
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TemporalError);
    expect(String(error)).toMatch(
      /^TemporalError: M\.tla, line \d+, column 9: Live, More ask for temporal formulas beyond [^\n]*$/,
    );
  });

  it('a specification whose fairness is spelled out', async () => {
    const text = `${counter}\nFair == \\/ []<>(n = 2)\n        \\/ []<><<Next>>_n\nSpec == Init /\\ [][Next]_n /\\ Fair`;
    await expect(check(text, 'SPECIFICATION Spec')).rejects.toThrow(
      'Spec asks for temporal formulas beyond',
    );
  });

  it('what is about the end of time and wrong otherwise, and then as what is wrong', async () => {
    const text = `${counter}\nLive == <>(n = 1)\nBad == n = Unknown`;
    const error: unknown = await check(
      text,
      'INIT Init\nNEXT Next\nINVARIANT Bad\nPROPERTY Live',
    ).catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(TemporalError);
    expect(String(error)).toMatch(/: Unknown is not defined here$/);
  });

  it('an eventuality where a state should be looked at', async () => {
    const text = `${counter}\nLive == <>(n = 1)`;
    await expect(check(text, 'INIT Init\nNEXT Next\nINVARIANT Live')).rejects.toThrow(
      'the temporal operator <> (eventually) can only stand in SPECIFICATION and PROPERTIES',
    );
  });

  it('what the grammar cannot read, with the place', async () => {
    await expect(check('VARIABLE n\nInit == n = = 0', 'INIT Init\nNEXT Init')).rejects.toThrow(
      'M.tla, line 3',
    );
  });

  it('a configuration that names what is not there', async () => {
    const text = "VARIABLE n\nInit == n = 0\nNext == n' = n";
    await expect(check(text, 'INIT Init\nNEXT Next\nINVARIANT Gone')).rejects.toThrow(
      'M.cfg, line 3, column 11: Gone is not defined here',
    );
    await expect(check(text, 'INIT Init\nNEXT Next\nALIAS A')).rejects.toThrow(
      'ALIAS is not supported',
    );
  });
});
