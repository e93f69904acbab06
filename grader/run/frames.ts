/**
 * How the grader and a process that plays talk: frames on a pipe, each with a token.
 *
 * A frame is the token, the length of what follows, and JSON. The grader draws a token for each process and sends it with
 * the first frame; there it lives in a variable of the engine. Whatever else finds its way into the pipe begins with
 * something else, and is found out. JSON is read, and nothing that could make objects of classes.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';

const TOKEN_BYTES = 16;
const LENGTH_BYTES = 4;
/** A longer frame is no report: the longest traces have a tenth of it. */
const FRAME_MAX = 500_000_000;

/** A pipe in which something stands that the engine has not written. */
class ForeignFrame extends Error {}

/** A token that nobody can guess, as text. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('hex');
}

/** One value as a frame. */
export function frameOf(token: string, value: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(value), 'utf8');
  const head = Buffer.alloc(TOKEN_BYTES + LENGTH_BYTES);
  head.write(token, 'hex');
  head.writeUInt32BE(body.length, TOKEN_BYTES);
  return Buffer.concat([head, body]);
}

/** Writes a frame and returns when the pipe has it. */
export function writeFrame(fd: number, frame: Buffer): void {
  for (let done = 0; done < frame.length; ) done += writeSync(fd, frame, done);
}

/** Puts frames together from the pieces in which they arrive. */
export class FrameReader {
  readonly #token: string | null;
  #pieces: Buffer[] = [];
  #size = 0;
  #wanted = TOKEN_BYTES + LENGTH_BYTES;

  /** @param token - What every frame must begin with; `null` to take any, for whoever does not know it yet. */
  constructor(token: string | null) {
    this.#token = token;
  }

  /**
   * Takes what has arrived.
   *
   * @returns The values of the frames that are complete now.
   * @throws {@link ForeignFrame} when one has another token, an absurd length, or no JSON in it.
   */
  read(piece: Buffer): readonly unknown[] {
    this.#pieces.push(piece);
    this.#size += piece.length;
    const values: unknown[] = [];
    while (this.#size >= this.#wanted) {
      const all = Buffer.concat(this.#pieces);
      const head = TOKEN_BYTES + LENGTH_BYTES;
      const end = head + this.#lengthIn(all);
      if (all.length < end) {
        this.#keep(all, end);
        break;
      }
      values.push(parsed(all.toString('utf8', head, end)));
      this.#keep(all.subarray(end), head);
    }
    return values;
  }

  #lengthIn(all: Buffer): number {
    const token = all.toString('hex', 0, TOKEN_BYTES);
    const length = all.readUInt32BE(TOKEN_BYTES);
    if ((this.#token !== null && token !== this.#token) || length > FRAME_MAX) {
      throw new ForeignFrame();
    }
    return length;
  }

  #keep(rest: Buffer, wanted: number): void {
    this.#pieces = [rest];
    this.#size = rest.length;
    this.#wanted = wanted;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ForeignFrame();
  }
}
