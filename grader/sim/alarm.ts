/**
 * One timer of one machine.
 *
 * What stands in the event queue cannot be taken out again, and a follower sets its election timer with every heartbeat.
 * So an alarm has one wake-up in the queue that counts. When the timer was set to a later time since, that wake-up comes
 * too early, and only then the next one is queued: a timer that is set a hundred times costs one wake-up per timeout.
 *
 * All times are virtual microseconds, `Infinity` for never.
 *
 * @module
 */
const NEVER = Number.POSITIVE_INFINITY;

export class Alarm {
  #due = NEVER;
  /** When the wake-up comes that counts. */
  #wakesAt = NEVER;

  /** When the timer goes off, as far as is known now. */
  get due(): number {
    return this.#due;
  }

  /** Arms the timer, or arms it again: an earlier setting no longer counts. */
  set(due: number): void {
    this.#due = due;
  }

  cancel(): void {
    this.#due = NEVER;
  }

  /** Cancels it; false when it was not armed. */
  stop(): boolean {
    const armed = this.#due !== NEVER;
    this.#due = NEVER;
    return armed;
  }

  /** When a wake-up must be queued, `null` when one that comes early enough stands there or the timer is off. */
  nextWakeUp(): number | null {
    if (this.#due >= this.#wakesAt) return null;
    this.#wakesAt = this.#due;
    return this.#due;
  }

  /** A wake-up has come. False when an earlier one has taken its place, and it means nothing. */
  wake(now: number): boolean {
    if (this.#wakesAt !== now) return false;
    this.#wakesAt = NEVER;
    return true;
  }

  /**
   * The server is about to be told. False when it has set or cancelled the timer in the meantime: a slow or paused server
   * takes what came before the timeout first, and may have become leader by it.
   */
  goOff(now: number): boolean {
    if (this.#due > now) return false;
    this.#due = NEVER;
    return true;
  }
}
