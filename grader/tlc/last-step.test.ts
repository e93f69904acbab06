import { expect, it } from 'vitest';
import { lastStepJob } from './last-step.ts';

const config = (guide: string): string =>
  `SPECIFICATION MCSpec\nCONSTANTS\n    Nil = Nil\n    s1 = s1 s2 = s2\n    v1 = v1\n    Server = {s1, s2}\n${guide}VIEW MCView\nSYMMETRY MCSymmetry\nINVARIANTS\n    TypeOK\n`;

const before = { number: 1, variables: { role: '(s1 :> "leader")', budget: '[Lose |-> 1]' } };

it('the job begins in the state, ends after a step, and checks what the model checks', () => {
  const job = lastStepJob({ name: 'Small', root: 'MCSmall', config: config('') }, before);
  expect(job.modules?.['LastStep.tla']).toBe(
    [
      '---- MODULE LastStep ----',
      'EXTENDS MCSmall',
      'CONSTANTS s1, s2, v1',
      'BeforeTheLastStep ==',
      '    /\\ role = (s1 :> "leader")',
      '    /\\ budget = [Lose |-> 1]',
      'OneStep == TLCGet("level") < 2',
      '====\n',
    ].join('\n'),
  );
  expect(job.config).toMatch(/^INIT BeforeTheLastStep\nNEXT MCNext\nCONSTRAINT OneStep\n/);
  expect(job.config).not.toMatch(/VIEW|SYMMETRY|SPECIFICATION/);
  expect(job.config).toContain('    TypeOK\n');
});

it('servers that a guide names are not declared once more', () => {
  const guided = config('    Guide <- Figure8\n');
  const job = lastStepJob({ name: 'Small', root: 'MCSmall', config: guided }, before);
  expect(job.modules?.['LastStep.tla']).toContain('\nCONSTANTS v1\n');
});
