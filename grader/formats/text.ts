/**
 * What every format does with texts, for a submission decides what stands in them.
 *
 * @module
 */

/** Half a surrogate pair is no character and cannot be written as UTF-8: it becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Cuts a text that is longer than a platform allows. */
export function atMost(length: number, text: string): string {
  return text.length <= length ? text : `${wellFormed(text.slice(0, length - 1))}…`;
}

/** A document for machines, with a line end. */
export function jsonDocument(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Any text as XML 1.0, in an attribute or between tags.
 *
 * Line ends and tabs are written as references, because an XML reader turns them into spaces in
 * attributes. Characters that XML 1.0 does not have, not even as references, become U+FFFD.
 */
export function xmlText(text: string): string {
  return text
    .replace(NOT_IN_XML, '\uFFFD')
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.codePointAt(0)};`);
}

const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
