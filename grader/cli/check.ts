/**
 * `npm run check`: everything that can be said about the code without running it. It writes nothing; `npm run fix` does.
 *
 * @module
 */
import { main } from './main.ts';
import { paint } from './paint.ts';
import { tools } from './tools.ts';

await main(async () => {
  let passed = true;
  for (const tool of tools) {
    const finding = await tool.run();
    console.log(`${finding.passed ? paint('green', 'pass') : paint('red', 'FAIL')}  ${tool.name}`);
    if (!finding.passed) console.log(`\n${finding.output}\n`);
    passed &&= finding.passed;
  }
  return passed ? 0 : 1;
});
