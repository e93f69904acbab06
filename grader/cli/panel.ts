/**
 * `npm run panel`: writes the Rafts of lab 2T into one file, for kits that come without the reference.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { makePanel } from '../exam/panel.ts';
import { panelText } from '../panel/panel.ts';
import { main } from './main.ts';

await main(async () => {
  const program = new Command('panel')
    .description('Writes the right and wrong Rafts of lab 2T into one file, as minified code.')
    .argument('[file]', 'where to write it', 'out/panel.json')
    .exitOverride()
    .showHelpAfterError('See npm run panel -- --help.');
  program.parse();
  const [file = ''] = program.processedArgs as string[];
  const panel = await makePanel();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, panelText(panel));
  console.log(
    `${panel.rafts.length} Rafts are in ${file}. In a kit for students it is labs/2T/panel.json.`,
  );
  return 0;
});
