import { describe, expect, it } from 'vitest';
import { tlcCommandLine } from './tlc-command-line.ts';

const read = (line: string) => tlcCommandLine(['node', 'tlc', ...line.split(' ').filter(Boolean)]);

describe('the command line of npm run tlc', () => {
  it('asks for every model with one thread unless it says otherwise', () => {
    expect(read('')).toMatchObject({ names: [], options: { workers: 1, distributed: false } });
  });

  it('shares one model with other machines', () => {
    const { names, options } = read('MCElection --distributed --address lab-1 --port 4711');
    expect(names).toEqual(['MCElection']);
    expect(options).toMatchObject({ distributed: true, address: 'lab-1', port: 4711 });
  });

  it.each([
    ['MCElection --distributed --simulate', /--simulate does not/],
    ['MCElection --distributed --coverage', /cannot count actions/],
    ['--distributed --trace run.jsonl', /nothing to share/],
    ['MCElection MCNoop --distributed', /takes one model/],
    ['--distributed', /takes one model/],
    ['--distributed --weakenings', /takes one model/],
  ])('%s is refused', (line, why) => {
    expect(() => read(line)).toThrow(why);
  });
});
