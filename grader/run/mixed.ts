/**
 * Two Rafts in one cluster: they follow one paper, so they must get on with each other.
 *
 * A submission that keeps to itself may have its own idea of what a field of a message means, as long as both sides have
 * the same. Beside another implementation such an idea comes to light.
 *
 * @module
 */
import type { Subject } from './play.ts';

/**
 * The first server runs the submission, the second the other one, and so on in turn. Puppets count too. Messages of a
 * kind of its own (`Custom`) are understood by neither other; a Raft that cannot do without them cannot be judged so.
 */
export function mixed(submission: Subject, beside: Subject): Subject {
  return {
    boot: (server) => (server % 2 === 0 ? submission : beside).boot(server),
    explain: (thrown) => submission.explain(thrown),
  };
}
