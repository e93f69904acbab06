/**
 * `npm run merge -- <folders...> --out <folder>`: puts the shards of a class together.
 *
 * @module
 */
import { Command } from 'commander';
import { merge } from '../class/merge.ts';
import { main } from './main.ts';

await main(async () => {
  const program = new Command('merge')
    .description('Puts the shards of a class together.')
    .argument('<folders...>', 'what npm run grade -- ... --shard i/n --out <folder> has written')
    .requiredOption('--out <folder>', 'where the whole goes')
    .addHelpText(
      'after',
      '\nExample:\n  npm run merge -- part-1 part-2 part-3 part-4 --out results',
    )
    .exitOverride()
    .showHelpAfterError('See npm run merge -- --help.');
  program.parse();
  const { out } = program.opts<{ readonly out: string }>();
  const count = await merge(program.args, out);
  console.log(`${count} submissions are in ${out}, the grades in ${out}/grades.csv.`);
  return 0;
});
