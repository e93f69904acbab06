/**
 * Texts that somebody else has written, such as the names of files and what a submission throws.
 *
 * @module
 */

/** Control characters, and those that turn the direction of writing around: but for the ends of lines. */
const UNSEEN = /[^\P{Cc}\n]|[\u200E\u200F\u202A-\u202E\u2066-\u2069]|\p{Cs}/gu;

/** Makes what a terminal or a browser would obey visible instead. */
export function visible(text: string): string {
  return text.replace(UNSEEN, '\uFFFD');
}
