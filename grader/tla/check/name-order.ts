/**
 * The order in which TLC meets the names of a model: it numbers each string when it reads it first, and compares strings and
 * model values by these numbers. First come the values of the configuration, then the words of all modules, at last what
 * stands between quotes and is no word of any module.
 *
 * @module
 */
import type { Library } from '../semantics/modules.ts';
import { standardTexts } from '../standard/words.ts';
import type { Module, Unit } from '../syntax/ast.ts';
import type { Config, Setting } from '../syntax/config.ts';

/** All names; some stand there more than once, and the first counts. */
export function namesInOrder(root: Module, config: Config, library: Library): string[] {
  const given = config.constants.flatMap(({ to }) => ('value' in to ? settingNames(to.value) : []));
  const texts = new Texts(library);
  const first = texts.of(root.name, root);
  texts.readAll(first);
  return [...given, ...texts.read.flatMap(({ words }) => words), ...quotedBelow(first, texts)];
}

function settingNames(setting: Setting): string[] {
  if (setting.type === 'set') return setting.items.flatMap(settingNames);
  return setting.type === 'model' || setting.type === 'string' ? [setting.value] : [];
}

/** What of a module matters here. */
interface Text {
  readonly name: string;
  readonly words: readonly string[];
  readonly extends: readonly string[];
  readonly instances: readonly string[];
  readonly units: readonly Unit[];
}

/** The modules of a model, in the order in which TLC reads them. */
class Texts {
  readonly read: Text[] = [];
  readonly #library: Library;
  readonly #known = new Map<string, Text>();
  /** Uses of one module by another that were followed. */
  readonly #followed = new Set<string>();

  constructor(library: Library) {
    this.#library = library;
  }

  /** The text of a module, which is read now if it was not before. */
  of(name: string, module = this.#library(name)): Text {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const text = module === null ? standardText(name) : textOf(module);
    this.#known.set(name, text);
    this.read.push(text);
    return text;
  }

  /** Reads what a module uses: what is extended comes before what is instantiated, however deep it is found. */
  readAll(root: Text): void {
    while (this.#follow(root, 'extends', new Set()) || this.#follow(root, 'instances', new Set())) {
      // Each time, the search begins anew.
    }
  }

  /** Follows the first use of a kind that was not followed yet; `false` if there is none. */
  #follow(text: Text, kind: 'extends' | 'instances', seen: Set<Text>): boolean {
    if (seen.has(text)) return false;
    seen.add(text);
    for (const name of text[kind]) {
      const use = `${text.name} ${kind} ${name}`;
      if (this.#followed.has(use)) continue;
      this.#followed.add(use);
      this.of(name);
      return true;
    }
    return [...text.extends, ...text.instances].some((name) => {
      const inner = this.#known.get(name);
      return inner !== undefined && this.#follow(inner, kind, seen);
    });
  }
}

function standardText(name: string): Text {
  const standard = standardTexts.get(name);
  const { words = [], instances = [] } = standard ?? {};
  return { name, words, instances, extends: standard?.extends ?? [], units: [] };
}

function textOf(module: Module): Text {
  const { name, words, units } = module;
  const inner = new Set(
    units.flatMap((unit) => (unit.type === 'module' ? [unit.module.name] : [])),
  );
  const used = units.flatMap((unit) => (unit.type === 'instance' ? [unit.module] : []));
  return {
    name,
    words,
    units,
    extends: module.extends.map((each) => each.name),
    instances: used.filter((each) => !inner.has(each)),
  };
}

/** What stands between quotes in a module and in those that it uses, theirs first. */
function quotedBelow(text: Text, texts: Texts, done = new Set<Text>()): string[] {
  if (done.has(text)) return [];
  done.add(text);
  const used = [...text.extends, ...text.instances].map((name) => texts.of(name));
  return [...used.flatMap((each) => quotedBelow(each, texts, done)), ...quotedIn(text.units)];
}

/** In the order of the tree, in which bounds stand before what is bound. */
function quotedIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(quotedIn);
  if (typeof part !== 'object' || part === null) return [];
  if ('type' in part && part.type === 'string' && 'value' in part) return [String(part.value)];
  return Object.values(part).flatMap(quotedIn);
}
