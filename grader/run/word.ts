/**
 * Reads what a process that plays says, as if anybody could have said it.
 *
 * @module
 */
import type { Job, Report, Word } from './jobs.ts';
import { type RunResult, VERDICTS } from './verdict.ts';

/** The value as a word, if it is one and answers this job; nothing that it has beside is taken over. */
export function wordOf(value: unknown, job: Job): Word | null {
  if (!isRecord(value)) return null;
  const { kind, handler, text } = value;
  if (kind === 'alive') return { kind };
  if (kind === 'calling' && typeof handler === 'string') return { kind, handler };
  if (kind === 'fault' && typeof text === 'string') return { kind, text };
  return reportOf(value, job);
}

function reportOf(value: Fields, job: Job): Report | null {
  const result = resultOf(value['result'], job);
  if (result === null) return null;
  if (job.kind === 'play') return value['kind'] === 'played' ? { kind: 'played', result } : null;
  const { kind, steps, trace, hash } = value;
  const told =
    kind === 'told' &&
    Array.isArray(steps) &&
    steps.every((step): step is string => typeof step === 'string') &&
    (trace === null || typeof trace === 'string') &&
    typeof hash === 'string';
  return told ? { kind: 'told', result, steps, trace, hash } : null;
}

function resultOf(value: unknown, { scenario, seed }: Job): RunResult | null {
  if (!isRecord(value) || value['scenario'] !== scenario || value['seed'] !== seed) return null;
  const { rule, text, server, handler } = value;
  const verdict = VERDICTS.find((known) => known === value['verdict']);
  const [tries, virtualMs, events, messages, elections] = COUNTS.map((name) => value[name]).filter(
    isCount,
  );
  if (
    verdict === undefined ||
    elections === undefined ||
    tries === undefined ||
    virtualMs === undefined ||
    events === undefined ||
    messages === undefined ||
    !isRule(rule) ||
    typeof text !== 'string' ||
    !isTextOrNull(server) ||
    !isTextOrNull(handler)
  ) {
    return null;
  }
  const named = { scenario, seed, verdict, rule, text, server, handler };
  return { ...named, tries, virtualMs, events, messages, elections, recording: null };
}

const COUNTS = ['tries', 'virtualMs', 'events', 'messages', 'elections'] as const;

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isRule(value: unknown): value is RunResult['rule'] {
  if (value === null) return true;
  return (
    isRecord(value) && ['id', 'sentence', 'paper'].every((name) => typeof value[name] === 'string')
  );
}
