/**
 * Pages of HTML: escaping, and the frame with the style.
 *
 * What stands on a page was partly written by students. So every text is escaped, and the page forbids itself scripts,
 * pictures and connections.
 *
 * @module
 */
import { visible } from '../report/visible.ts';

/** A text as it may stand in HTML, between tags and in quoted attributes. Control characters become visible. */
export function htmlText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A page. The title is escaped, the body is HTML. */
export function page(title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${htmlText(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<h1>${htmlText(title)}</h1>`,
    ...body,
    '</html>',
    '',
  ].join('\n');
}

/** Every state has a letter besides its colour. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #ffffff; --line: #d0d0d0; --soft: #f2f2f2;
  --pass: #cfe8d5; --part: #fbe3a6; --fail: #f2b8b0; --none: #e4e4e4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #161616; --line: #444444; --soft: #242424;
    --pass: #1e4a2b; --part: #6b5312; --fail: #7a2a22; --none: #333333; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 2rem auto; padding: 0 1.5rem; max-width: 75rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; } caption { text-align: left; padding: .3rem 0; }
th, td { padding: .2rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.wide { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
.map { border-collapse: separate; border-spacing: 1px; font-size: 12px; }
.map th, .map td { border: 0; padding: 0 .3rem; background: var(--paper); white-space: nowrap; }
.map td { min-width: 1.1rem; text-align: center; padding: 0; }
.map thead th { position: sticky; top: 0; z-index: 1; vertical-align: bottom; padding: .3rem 0; }
.map thead span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 12rem;
  overflow: hidden; text-overflow: ellipsis; }
.map tbody th { position: sticky; left: 0; font-weight: normal; }
.map tbody th.lab { font-weight: bold; padding-top: .5rem; }
.map td.p, .key .p { background: var(--pass); } .map td.h, .key .h { background: var(--part); }
.map td.f, .key .f { background: var(--fail); } .map td.s, .key .s { background: var(--none); }
.key b { display: inline-block; min-width: 1.3em; text-align: center; font-weight: normal; }
.key span { margin-right: 1rem; white-space: nowrap; }
.bar { display: inline-block; height: .8em; background: var(--ink); opacity: .6; }
.cluster { margin: .4rem 0; border-bottom: 1px solid var(--line); padding-bottom: .4rem; }
summary { cursor: pointer; } code { background: var(--soft); padding: 0 .25rem; overflow-wrap: anywhere; }
@media print { .wide { max-height: none; overflow: visible; border: 0; } }
`;
