/**
 * `npm run agreement`: asks TLC for its figures, and the kit's own checker for what is too long for a test, and says where
 * one of them is not what `grader/tlc/agreement.json` has.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import {
  type Agreement,
  agreementCases,
  type Case,
  embeddedVerdict,
  FILE,
  type Figures,
  readAgreement,
} from '../tlc/agreement.ts';
import { measure } from '../tlc/measure.ts';
import { jarOrUsage } from './jar.ts';
import { main } from './main.ts';
import { paint } from './paint.ts';
import { UsageError } from './usage-error.ts';

const OUT = 'out/agreement';

await main(async () => {
  const program = new Command('agreement')
    .description(`Asks TLC again for the figures with which the kit's own checker is compared.`)
    .argument('[names...]', 'the cases to ask for; all if left out, which takes more than an hour')
    .option('--write', `write what TLC says to ${FILE}`, false)
    .exitOverride()
    .showHelpAfterError('See npm run agreement -- --help.');
  program.parse();
  const names = program.args;
  const { write } = program.opts<{ write: boolean }>();
  const jar = await jarOrUsage();
  const cases = await agreementCases();
  const unknown = names.find((name) => cases.every(({ job }) => job.name !== name));
  if (unknown !== undefined) throw new UsageError(`there is no case ${unknown}`);
  let known = await readAgreement();
  let passed = true;
  for (const one of cases) {
    if (names.length > 0 && !names.includes(one.job.name)) continue;
    const { tlc, figures } = await measure(one, { jar, out: OUT });
    if (write) {
      if (tlc !== known.tlc && names.length > 0) {
        throw new UsageError(`${FILE} is from ${known.tlc}, and this is ${tlc}: name no case`);
      }
      known = { tlc, figures: inOrder(cases, [figures, ...known.figures]) };
      await writeFile(FILE, `${JSON.stringify(known, null, 2)}\n`);
    }
    passed = (await tell(one, figures, known)) && passed;
  }
  if (write) console.log(`Written to ${FILE}; npm run fix puts it into its form.`);
  return passed ? 0 : 1;
});

/** A row for each case that is known, the first of its name. */
function inOrder(cases: readonly Case[], rows: readonly Figures[]): Figures[] {
  return cases.flatMap(({ job }) => rows.find(({ name }) => name === job.name) ?? []);
}

/** Prints what TLC says of a case, and whether the file and the kit's own checker say the same. */
async function tell(one: Case, figures: Figures, { figures: rows }: Agreement): Promise<boolean> {
  const row = rows.find(({ name }) => name === figures.name);
  const own = one.long ? { name: figures.name, ...(await embeddedVerdict(one, figures)) } : row;
  const good = isDeepStrictEqual(row, figures) && isDeepStrictEqual(own, figures);
  const { name, fell, generated, distinct, depth } = figures;
  const verdict = good ? paint('green', 'pass') : paint('red', 'FAIL');
  const what = fell === null ? 'holds' : `${fell} fell`;
  console.log(`${verdict}  ${name}: ${what}, ${generated} ${distinct} ${depth}`);
  if (!good) console.log(`      ${FILE} has ${JSON.stringify(row)}`);
  if (!good && one.long) console.log(`      the kit has ${JSON.stringify(own)}`);
  return good;
}
