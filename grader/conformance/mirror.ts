/**
 * Whether the specification, the contract, the comments of a Raft and the table of names speak of the same things.
 *
 * A reader who goes from a handler to its action and back must find it, under one name and with the same arguments. This
 * compares texts only; that the two also do the same is what `compare.ts` is for.
 *
 * @module
 */

/** The texts that must agree. */
export interface MirrorTexts {
  /** `spec/Raft.tla`. */
  readonly spec: string;
  /** `spec/README.md`, with the table of names. */
  readonly readme: string;
  /** `skeleton/contract/raft.ts`. */
  readonly contract: string;
  /** The files of a Raft, by name. */
  readonly chapters: Readonly<Record<string, string>>;
}

/** The handler for messages of a submission's own: the one that is no action. */
const EXTENSION = 'handleCustom';
/** The action of the network: the one that has no handler. */
const NETWORK = 'Lose';

/** What does not agree, a sentence each. */
export function disagreements(texts: MirrorTexts): string[] {
  const heads = headsOf(texts.spec);
  const actions = actionsOf(texts.spec);
  const handlers = handlersOf(texts.contract);
  return [
    ...ofContract(actions, { heads, handlers }),
    ...ofReadme(texts.readme, { heads, actions }),
    ...ofChapters(texts.chapters, { heads, handlers }),
  ];
}

/** Every operator of a module with its parameters, as it is written: `Restart` is `Restart(i)`. */
export function headsOf(spec: string): ReadonlyMap<string, string> {
  const heads = [...spec.matchAll(/^(\w+)(\([^)]*\))?\s*==/gm)];
  return new Map(heads.map(([, name = '', parameters = '']) => [name, `${name}${parameters}`]));
}

/** The actions of Next, with those of Handle in its place. */
export function actionsOf(spec: string): readonly string[] {
  return [...calls(spec, 'Next'), ...calls(spec, 'Handle(m)')].filter((name) => name !== 'Handle');
}

/** The last call of each line of a definition that is a disjunction. */
function calls(spec: string, head: string): string[] {
  const lines = spec.split('\n');
  const start = lines.indexOf(`${head} ==`) + 1;
  const length = lines.slice(start).findIndex((line) => !line.trim().startsWith('\\/'));
  return lines.slice(start, start + length).flatMap((line) => {
    const name = /(\w+)\([^()]*\)\s*$/.exec(line)?.[1];
    return name === undefined ? [] : [name];
  });
}

/** The handlers of the contract, each with the action that its comment names. */
function handlersOf(contract: string): ReadonlyMap<string, string> {
  const body = contract.slice(contract.indexOf('export interface Raft<'));
  const found = body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}(\w+)\??\(/g);
  return new Map(
    [...found].map(([, comment = '', handler = '']) => [
      handler,
      /Spec: `([^`]*)`/.exec(comment)?.[1] ?? 'no action',
    ]),
  );
}

interface Names {
  readonly heads: ReadonlyMap<string, string>;
  readonly actions: readonly string[];
  readonly handlers: ReadonlyMap<string, string>;
}

/** An action is called as its handler, with a capital letter. */
function ofContract(
  actions: readonly string[],
  { heads, handlers }: Omit<Names, 'actions'>,
): string[] {
  const missing = actions
    .filter((action) => action !== NETWORK && !handlers.has(handlerOf(action)))
    .map((action) => `The action ${action} has no handler ${handlerOf(action)} in the contract.`);
  const others = [...handlers].flatMap(([handler, named]) => {
    if (handler === EXTENSION) return [];
    const action = actions.find((name) => handlerOf(name) === handler);
    if (action === undefined) return [`The handler ${handler} has no action in Next.`];
    const head = heads.get(action);
    if (named === head) return [];
    return [`The contract says that ${handler} is ${named}; the specification has ${head}.`];
  });
  return [...missing, ...others];
}

/** The table has a row for every action, in which its handler stands beside it, and for no other operator. */
function ofReadme(readme: string, { heads, actions }: Omit<Names, 'handlers'>): string[] {
  const rows = new Map(
    [...readme.matchAll(/^\| `(\w+\([^`|]*\))`\s*\| ([^|]*?)\s*\|/gm)].map(
      ([, head = '', name = '']) => [head, name],
    ),
  );
  const wanted = actions.map((action) => heads.get(action) ?? action);
  const wrong = actions.flatMap((action) => {
    const head = heads.get(action) ?? action;
    const name = action === NETWORK ? 'the network' : `\`${handlerOf(action)}\``;
    const row = rows.get(head);
    if (row === name) return [];
    const found = row === undefined ? 'has no such row' : `has ${row}`;
    return [`The table of names must have ${name} beside ${head}; it ${found}.`];
  });
  const unknown = [...rows.keys()].filter((head) => !wanted.includes(head));
  return [...wrong, ...unknown.map((head) => `The table of names has ${head}, no action of Next.`)];
}

/** Every operator that a comment names exists with these arguments, and a handler's comment names its own action first. */
function ofChapters(
  chapters: MirrorTexts['chapters'],
  { heads, handlers }: Omit<Names, 'actions'>,
): string[] {
  const functions = Object.entries(chapters).flatMap(([file, text]) =>
    [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(?:export )?function (\w+)/g)].map(
      ([, comment = '', name = '']) => ({ file, name, named: quoted(comment) }),
    ),
  );
  const unknown = functions.flatMap(({ file, name, named }) =>
    named
      .filter((call) => heads.get(call.replace(/\(.*/, '')) !== call)
      .map((call) => {
        const head = heads.get(call.replace(/\(.*/, '')) ?? 'no such operator';
        return `${file}: the comment of ${name} names ${call}; the specification has ${head}.`;
      }),
  );
  const silent = [...handlers].flatMap(([handler, action]) => {
    if (handler === EXTENSION) return [];
    const found = functions.find(({ name }) => name === handler);
    if (found === undefined) return [`No file has a function ${handler} with a comment.`];
    const [first = 'no action'] = found.named;
    if (first === action) return [];
    return [`${found.file}: the comment of ${handler} must name ${action}, and names ${first}.`];
  });
  return [...unknown, ...silent];
}

/** The operators that the line `Spec` of a comment names. */
function quoted(comment: string): string[] {
  const line = /^ \* Spec {4}(.*)$/m.exec(comment)?.[1] ?? '';
  return line.match(/\w+\([^)]*\)/g) ?? [];
}

function handlerOf(action: string): string {
  return action.charAt(0).toLowerCase() + action.slice(1);
}
