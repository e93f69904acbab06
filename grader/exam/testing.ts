/**
 * For tests: the pages of the kit as text and as tables.
 *
 * @module
 */
import { readFileSync } from 'node:fs';

/** The text of a page of the kit. */
export function pageOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The rows of all tables, each cell without the blanks around it, and without the rulers under the headings. */
export function rowsOf(page: string): readonly (readonly string[])[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s-]*$/.test(line))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}
