/**
 * A reader of small XML documents that refuses whatever is not well-formed.
 *
 * @module
 */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const TOKEN =
  /<\/(?<close>[a-z]+)>|<(?<open>[a-z]+)(?<list>(?: [a-z]+="[^"<]*")*)(?<empty>\/?)>|(?<text>[^<>]+)/y;
const ALLOWED = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/**
 * Reads a document with a declaration and one root. Throws an `Error` that names the place when it
 * is not XML.
 */
export function readXml(document: string): Element {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  if (!ALLOWED.test(document)) throw new Error('a character that XML does not have');
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [top];
  TOKEN.lastIndex = declaration.length;
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(document)?.groups;
    const current = stack.at(-1);
    if (groups === undefined || current === undefined) throw new Error(`no XML at ${at}`);
    const { close, open, list = '', empty, text } = groups;
    if (text !== undefined) current.text += resolved(text);
    if (open !== undefined) {
      const element: Open = { name: open, attributes: attributesIn(list), children: [], text: '' };
      current.children.push(element);
      if (empty === '') stack.push(element);
    }
    if (close !== undefined && stack.pop()?.name !== close) throw new Error(`</${close}> at ${at}`);
  }
  const [root, ...others] = top.children;
  if (root === undefined || others.length > 0 || stack.length !== 1)
    throw new Error('not one root');
  return root;
}

function attributesIn(list: string): Record<string, string> {
  const pairs = [...list.matchAll(/ ([a-z]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, resolved(value)]));
}

function resolved(text: string): string {
  return text.replace(/&(#(\d+);)?/g, (_all, reference: string | undefined, code: string) => {
    if (reference === undefined) throw new Error('an ampersand that begins no reference');
    return String.fromCodePoint(Number(code));
  });
}
