/**
 * `npm run agreement`: asks TLC for its figures again, and says where they are not those of `grader/tlc/agreement.json`.
 * What is too long for a test, the kit's own checker is asked here as well.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import {
  agreementCases,
  embeddedVerdict,
  FILE,
  type Figures,
  readAgreement,
} from '../tlc/agreement.ts';
import { findJar, NoTlc } from '../tlc/jar.ts';
import { measure } from '../tlc/measure.ts';
import { main } from './main.ts';
import { paint } from './paint.ts';
import { UsageError } from './usage-error.ts';

const OUT = 'out/agreement';

await main(async () => {
  const program = new Command('agreement')
    .description(`Asks TLC again for the figures with which the kit's own checker is compared.`)
    .option('--write', `write them to ${FILE}`, false)
    .exitOverride()
    .showHelpAfterError('See npm run agreement -- --help.');
  program.parse();
  const { write } = program.opts<{ write: boolean }>();
  const jar = await findJar(process.env).catch((error: unknown) => {
    throw error instanceof NoTlc ? new UsageError(error.message) : error;
  });
  const known = write ? [] : (await readAgreement()).figures;
  const measured: Figures[] = [];
  let version = '';
  let passed = true;
  for (const one of await agreementCases()) {
    const { tlc, figures } = await measure(one, { jar, out: OUT });
    version = tlc;
    measured.push(figures);
    const row = known.find(({ name }) => name === figures.name);
    const own = one.long && !write ? { name: figures.name, ...(await embeddedVerdict(one)) } : row;
    const good = write || (isDeepStrictEqual(row, figures) && isDeepStrictEqual(own, figures));
    passed &&= good;
    const { name, fell, generated, distinct, depth } = figures;
    const verdict = good ? paint('green', 'pass') : paint('red', 'FAIL');
    const what = fell === null ? 'holds' : `${fell} fell`;
    console.log(`${verdict}  ${name}: ${what}, ${generated} ${distinct} ${depth}`);
    if (!good) console.log(`      ${FILE} has ${JSON.stringify(row)}`);
    if (!good && one.long) console.log(`      the kit has ${JSON.stringify(own)}`);
  }
  if (write) {
    await writeFile(FILE, `${JSON.stringify({ tlc: version, figures: measured }, null, 2)}\n`);
    console.log(`Written to ${FILE}; npm run fix puts it into its form.`);
  }
  return passed ? 0 : 1;
});
