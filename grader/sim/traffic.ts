/**
 * What becomes of messages between being sent and being under way, and how many there were.
 *
 * @module
 */
import type { Message } from '../../skeleton/contract/index.ts';
import type { Network } from './network.ts';

/** How long a message takes that no weather delays. */
const STEADY = 1000;

/** A message with the places of both ends in the cluster. */
export interface Letter {
  readonly kind: 'message';
  readonly from: number;
  readonly to: number;
  readonly message: Message;
}

export class Traffic {
  /** Messages that servers sent. */
  messages = 0;
  lost = 0;
  duplicated = 0;
  /** Every message sent, when somebody wants to know its size. */
  sentMessages: Message[] | null = null;
  readonly #network: Network;
  readonly #carry: (letter: Letter, microseconds: number) => void;

  /** @param carry - Brings one copy to its receiver after so long. */
  constructor(network: Network, carry: (letter: Letter, microseconds: number) => void) {
    this.#network = network;
    this.#carry = carry;
  }

  /** A server sends: what the scenario has set up comes first, then the weather. */
  send(letter: Letter): void {
    const { from, to, message } = letter;
    this.messages++;
    this.sentMessages?.push(message);
    if (!this.#leaves(letter)) return;
    const copies = this.#network.copies(from, to);
    if (copies === 0) this.lost++;
    if (copies === 2) this.duplicated++;
    for (let copy = 0; copy < copies; copy++) this.#carry(letter, this.#network.delay(from, to));
  }

  /** A puppet sends: through what the scenario has set up, but not through the weather. */
  sendSteadily(letter: Letter): void {
    if (this.#leaves(letter)) this.#carry(letter, STEADY);
  }

  /** Sends on what was held, one millisecond apart and in order. */
  sendOn(letters: readonly Letter[]): void {
    letters.forEach((letter, at) => {
      if (this.#isLinked(letter)) this.#carry(letter, STEADY * (at + 1));
    });
  }

  /** False when the link was cut while the message was under way. */
  arrives(letter: Letter): boolean {
    return this.#isLinked(letter);
  }

  #leaves(letter: Letter): boolean {
    if (!this.#isLinked(letter)) return false;
    const taken = this.#network.takenOut(letter.message);
    if (taken === 'lost') this.lost++;
    return taken === null;
  }

  #isLinked({ from, to }: Letter): boolean {
    const cut = this.#network.isCut(from, to);
    if (cut) this.lost++;
    return !cut;
  }
}
