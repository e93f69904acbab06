/**
 * The states that were seen: an open-addressed table of 64-bit fingerprints.
 *
 * Two states with one fingerprint are taken for one. At a million states that happens with a chance of 1 to 36 million.
 *
 * @module
 */

/** A set of pairs of 32-bit integers. */
export class Fingerprints {
  #size = 0;
  #high = new Int32Array(1 << 12);
  #low = new Int32Array(1 << 12);

  get size(): number {
    return this.#size;
  }

  /** Adds a fingerprint; `false` if it was there. */
  add(high: number, low: number): boolean {
    // A slot of two zeros is empty, so the fingerprint of two zeros becomes another one.
    const first = high === 0 && low === 0 ? 1 : high;
    if (this.#size * 2 > this.#high.length) this.#grow();
    if (!put(this.#high, this.#low, first, low)) return false;
    this.#size += 1;
    return true;
  }

  #grow(): void {
    const [high, low] = [this.#high, this.#low];
    this.#high = new Int32Array(high.length * 2);
    this.#low = new Int32Array(high.length * 2);
    for (let slot = 0; slot < high.length; slot += 1) {
      const [first, second] = [high[slot] ?? 0, low[slot] ?? 0];
      if (first !== 0 || second !== 0) put(this.#high, this.#low, first, second);
    }
  }
}

function put(highs: Int32Array, lows: Int32Array, high: number, low: number): boolean {
  const slot = slotOf(highs, lows, high, low);
  if (highs[slot] !== 0 || lows[slot] !== 0) return false;
  highs[slot] = high;
  lows[slot] = low;
  return true;
}

/** The slot of a fingerprint, or the empty one where it would be. */
export function slotOf(highs: Int32Array, lows: Int32Array, high: number, low: number): number {
  const mask = highs.length - 1;
  let slot = (high ^ (low >>> 7)) & mask;
  while ((highs[slot] !== 0 || lows[slot] !== 0) && (highs[slot] !== high || lows[slot] !== low)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

/** Works out the fingerprint of a row of values from their ids. */
export class Fingerprint {
  high = 0;
  low = 0;

  /** Begins a new row. */
  reset(): void {
    this.high = 0x3c6ef372;
    this.low = 0x1b873593;
  }

  /** Adds the id of a value. */
  add(id: number): void {
    let a = Math.imul(this.high ^ id, 0x85ebca6b);
    a = (a << 13) | (a >>> 19);
    let b = Math.imul(this.low + Math.imul(id, 0x9e3779b1), 0xc2b2ae35);
    b = (b << 15) | (b >>> 17);
    this.high = (Math.imul(a, 5) + b) | 0;
    this.low = b ^ Math.imul(a ^ (a >>> 15), 0x27d4eb2f);
  }

  /** Ends the row. */
  finish(): void {
    this.high = spread(this.high);
    this.low = spread(this.low ^ (this.high >>> 3));
  }
}

function spread(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
