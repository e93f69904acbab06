/**
 * `npm run doctor`: says what works on this machine.
 *
 * @module
 */
import { diagnose } from './doctor-command.ts';
import { main } from './main.ts';

await main(async () => {
  const { well, lines } = diagnose();
  for (const line of lines) console.log(line);
  return well ? 0 : 1;
});
