/**
 * A server that the scenario plays.
 *
 * Messages of the submission's own kind are the exception: nobody but the submission knows what they mean. So a puppet
 * answers them with the submission's own code, as a follower that has heard of nobody. Without that a Raft with a
 * pre-vote phase would never get elected by puppets, and would fail for being better than it must.
 *
 * @module
 */
import type {
  Custom,
  Effect,
  Environment,
  Message,
  ServerId,
} from '../../skeleton/contract/index.ts';
import type { Cluster } from '../sim/cluster.ts';
import { freezeJson } from '../sim/json.ts';
import { type Booted, Machine } from '../sim/machine.ts';
import { checkMessage } from '../sim/shape.ts';
import type { Puppet, Unsent } from './scenario.ts';

export class PuppetServer implements Puppet {
  readonly id: ServerId;
  readonly heard: Message[] = [];
  readonly #cluster: Cluster;
  readonly #boot: () => Booted;
  readonly #env: Environment;
  #answer: (message: Message) => void = () => {};
  /** The highest term it has spoken in or seen in the paper's own messages. */
  #term = 0;

  constructor(cluster: Cluster, env: Environment, boot: () => Booted) {
    this.id = env.id;
    this.#cluster = cluster;
    this.#env = env;
    this.#boot = boot;
  }

  send(message: Unsent): void {
    const whole = { ...message, from: this.id } as Message;
    checkMessage(whole, null);
    freezeJson(whole);
    this.#term = Math.max(this.#term, whole.term);
    this.#cluster.puppetSays(whole);
  }

  listen(answer: (message: Message) => void): void {
    this.#answer = answer;
  }

  hear(message: Message): void {
    this.heard.push(message);
    if (message.type === 'Custom') this.#answerCustom(message);
    else this.#term = Math.max(this.#term, message.term);
    this.#answer(message);
  }

  #answerCustom(message: Custom): void {
    const machine = new Machine(this.id, 0);
    machine.booted = this.#boot();
    if (machine.booted.raft.handleCustom === undefined) return;
    if (this.#term > 0) {
      machine.disk = { currentTerm: this.#term, votedFor: null, log: [], snapshot: null };
    }
    machine.call({ type: 'restart' }, this.#env);
    for (const effect of machine.call({ type: 'deliver', message }, this.#env).effects) {
      if (isCustomSend(effect)) this.send(effect.message);
    }
  }
}

function isCustomSend(effect: Effect): effect is Effect & { type: 'send'; message: Custom } {
  return effect.type === 'send' && effect.message.type === 'Custom';
}
