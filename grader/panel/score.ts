/**
 * Points and lines for a trial: pure arithmetic over what was found.
 *
 * @module
 */
import type { Painter } from '../report/terminal.ts';
import type { Meeting, Rejection, Trial } from './trial.ts';

/** What each right Raft that is rejected costs. */
const REJECTION_COSTS = 10;

/** What a trial is worth. */
export interface Score {
  readonly wrong: number;
  readonly exposed: number;
  readonly right: number;
  readonly rejected: number;
  /** Out of 100. */
  readonly points: number;
}

/** The share of wrong Rafts that are exposed, less what rejected right ones cost; never below 0. */
export function scoreOf({ meetings }: Pick<Trial, 'meetings'>): Score {
  const wrong = meetings.filter(({ raft }) => raft.kind === 'wrong');
  const right = meetings.filter(({ raft }) => raft.kind === 'right');
  const exposed = wrong.filter(isRejected).length;
  const rejected = right.filter(isRejected).length;
  const share = wrong.length === 0 ? 0 : Math.floor((1_000 * exposed) / wrong.length);
  const points = Math.max(0, share - 10 * REJECTION_COSTS * rejected) / 10;
  return { wrong: wrong.length, exposed, right: right.length, rejected, points };
}

/** What is printed: a line for each Raft, one for each scenario, and the points. */
export function trialLines(trial: Trial, paint: Painter): string[] {
  const { wrong, exposed, right, rejected, points } = scoreOf(trial);
  const costs = REJECTION_COSTS * rejected;
  return [
    ...trial.meetings.flatMap((meeting) => meetingLines(meeting, paint)),
    '',
    ...scenarioLines(trial, paint),
    '',
    `${exposed} of ${wrong} wrong Rafts are exposed; ${rejected} of ${right} right ones are rejected, which costs ${costs} points.`,
    paint('bold', `Lab 2T: ${points} of 100 points`),
  ];
}

function isRejected({ rejections }: Meeting): boolean {
  return rejections.length > 0;
}

function meetingLines({ raft, rejections }: Meeting, paint: Painter): string[] {
  const [first] = rejections;
  const expected = (raft.kind === 'wrong') === (first !== undefined);
  const word =
    raft.kind === 'wrong'
      ? first === undefined
        ? 'not exposed'
        : 'exposed'
      : first === undefined
        ? 'accepted'
        : 'REJECTED';
  const by = rejections.map(({ scenario }) => scenario.id).join(' ');
  const head = `${paint(expected ? 'green' : 'red', word.padEnd(12))} ${raft.kind} ${raft.id}`;
  if (first === undefined) {
    return expected ? [head] : [head, paint('dim', `             ${raft.story}`)];
  }
  return [`${head}, by ${by}`, paint('dim', `             ${told(first)}`)];
}

function told({ scenario, seed, verdict, rule, text }: Rejection): string {
  return `${scenario.id} seed ${seed}: ${verdict}: ${rule === null ? '' : `${rule}: `}${text}`;
}

function scenarioLines({ scenarios, setAside, meetings }: Trial, paint: Painter): string[] {
  return scenarios.map(({ id, name }) => {
    const head = `${id} ${name}`;
    const fault = setAside.find((other) => other.id === id);
    if (fault !== undefined) {
      const text = `${head} is set aside and counts for nothing: on ${fault.raft} it ${fault.text}`;
      return paint('yellow', text);
    }
    const hit = meetings.filter(({ rejections }) =>
      rejections.some(({ scenario }) => scenario.id === id),
    );
    const exposes = hit.filter(({ raft }) => raft.kind === 'wrong');
    const alone = exposes.filter(({ rejections }) => rejections.length === 1).length;
    return `${head} exposes ${exposes.length}, ${alone} of them alone, and rejects ${hit.length - exposes.length} right ones`;
  });
}
