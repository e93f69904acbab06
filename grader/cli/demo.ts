/**
 * `npm run demo`: grades the reference and the untouched skeleton, prints both results and writes the report.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { labs } from '../../labs/index.ts';
import { resultsText } from '../report/results.ts';
import { buildEngine } from '../run/engine.ts';
import type { Grade } from '../run/grade.ts';
import { gradeCommand } from './grade-command.ts';
import { main } from './main.ts';
import { paint } from './paint.ts';

const OUT = 'out';

await main(async () => {
  const print = (line: string): void => console.log(line);
  print(
    'Grading two Rafts over a simulated unreliable network: the reference, then the skeleton.\n',
  );
  const engine = await buildEngine('labs/worker.ts');
  const grades: Grade[] = [];
  for (const folder of ['reference', 'skeleton']) {
    const only = { labs: [], scenarios: [] };
    const common = {
      labs,
      only,
      engine,
      seedChoice: { firstSeed: 1 },
      failuresTold: 2,
      paint,
      print,
    };
    grades.push(await gradeCommand({ folder, ...common }));
    print('');
  }
  await mkdir(OUT, { recursive: true });
  for (const grade of grades) {
    await writeFile(`${OUT}/${grade.submission}.json`, resultsText(grade));
  }
  print(`The results are in ${OUT}/reference.json and ${OUT}/skeleton.json.`);
  const [reference, skeleton] = grades;
  return reference?.earned === reference?.points && skeleton?.earned === 0 ? 0 : 1;
});
