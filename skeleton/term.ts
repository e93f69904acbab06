/**
 * Chapter 2: terms (§5.1), the logical clock by which old leaders, old votes and old answers are known.
 *
 * This rule comes before every other in every handler of a message. Write it once.
 *
 * @module
 */
import { type Envelope, notWrittenYet, type ServerState } from './contract/index.ts';

/**
 * What a server knows after it has looked at the term of a message, and at nothing else of it.
 *
 * Paper   §5.1; Figure 2 "All Servers: If RPC request or response contains term T > currentTerm: set
 *         currentTerm = T, convert to follower"
 * Spec    UpdateTerm(s, m)
 *
 * Lab 2A fills this in. In: any message. Out: the same state, or the state of a follower of the newer term. It arms
 * no timer: the handler that calls it must, when a leader, which has a heartbeat timer, became a follower, which has an
 * election timer.
 */
export function updateTerm(_state: ServerState, _m: Envelope): ServerState {
  return notWrittenYet('updateTerm', '2A');
}
