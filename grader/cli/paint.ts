/**
 * Colour for terminals, plain text for everything else.
 *
 * @module
 */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours a text unless the output is no terminal or `NO_COLOR` is set. */
export function paint(style: Style, text: string): string {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const wanted = FORCE_COLOR !== undefined ? FORCE_COLOR !== '0' : process.stdout.isTTY === true;
  if (!wanted || (NO_COLOR !== undefined && NO_COLOR !== '')) return text;
  return styleText(style, text, { validateStream: false });
}
