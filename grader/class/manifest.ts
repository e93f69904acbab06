/**
 * The manifest of a results folder: all that the grades in it depend on, beside the submissions themselves.
 *
 * It holds no time and no place, so that two gradings of the same class have the same manifest, byte for byte.
 *
 * @module
 */
import { scryptSync } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Lab } from '../run/lab.ts';
import type { SeedChoice } from '../run/seeds.ts';
import { SANDBOX_LEVELS, type SandboxLevel } from '../sandbox/level.ts';
import { ClassError } from './class-error.ts';
import type { Shard } from './shard.ts';

export interface Manifest {
  readonly version: 1;
  /** The version of the kit, and a hash of the code that grades. */
  readonly kit: string;
  readonly kitHash: string;
  /** The version of Node. */
  readonly node: string;
  /** The first seed of each scenario, `null` when a salt chose the seeds. */
  readonly firstSeed: number | null;
  /** How many seeds, `null` when each scenario had its own number. */
  readonly seeds: number | null;
  /** A hash from which the salt cannot be read, `null` when there was none. */
  readonly saltHash: string | null;
  /** What was between the submissions and the machine. */
  readonly sandbox: SandboxLevel;
  /** What was graded. */
  readonly labs: readonly { readonly id: string; readonly scenarios: readonly string[] }[];
  /** Which part of the class this is, and of which class; `null` for all of it. */
  readonly shard: (Shard & { readonly class: string }) | null;
  /** The grading from which grades were taken over, and which were not; `null` for one that began with nothing. */
  readonly regrade: { readonly only: Only; readonly kitHash: string } | null;
}

/** What is graded again: what lost points, or what has changed since. */
export const ONLY = ['failed', 'latest'] as const;

export type Only = (typeof ONLY)[number];

/** The code that grades. */
export interface Kit {
  readonly version: string;
  readonly hash: string;
  readonly node: string;
}

export function manifestOf(grading: {
  readonly kit: Kit;
  readonly seedChoice: SeedChoice;
  readonly labs: readonly Lab[];
  readonly sandbox: SandboxLevel;
  readonly shard: Manifest['shard'];
  readonly regrade: Manifest['regrade'];
}): Manifest {
  const { kit, labs, sandbox, shard, regrade } = grading;
  const { firstSeed, seeds = null, salt } = grading.seedChoice;
  return {
    version: 1,
    kit: kit.version,
    kitHash: kit.hash,
    node: kit.node,
    firstSeed: salt === undefined ? firstSeed : null,
    seeds,
    saltHash: salt === undefined ? null : saltHash(salt),
    sandbox,
    labs: labs.map(({ id, scenarios }) => ({ id, scenarios: scenarios.map((one) => one.id) })),
    shard,
    regrade,
  };
}

/** A slow hash: a salt is a word, and whoever can try a million words a second has it. */
export function saltHash(salt: string): string {
  return scryptSync(salt, 'raft-lab-kit', 32).toString('hex');
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const text = { type: 'string' };
const count = { type: 'integer', minimum: 1 };
const nullable = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
const all = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const validate = new Ajv2020().compile<Manifest>(
  all({
    version: { const: 1 },
    kit: text,
    kitHash: text,
    node: text,
    firstSeed: nullable(count),
    seeds: nullable(count),
    saltHash: nullable(text),
    sandbox: { enum: SANDBOX_LEVELS },
    labs: { type: 'array', items: all({ id: text, scenarios: { type: 'array', items: text } }) },
    shard: nullable(all({ index: count, of: count, class: text })),
    regrade: nullable(all({ only: { enum: ONLY }, kitHash: text })),
  }),
);

/** Reads what {@link manifestText} wrote. `where` names the file in the complaint. */
export function readManifest(content: string, where: string): Manifest {
  try {
    const document: unknown = JSON.parse(content);
    if (validate(document)) return document;
  } catch {
    // No JSON is no manifest either.
  }
  throw new ClassError(`${where} is no manifest of a grading; name a folder that --out has made`);
}

/** What differs between two manifests, a text for each difference. `before` and `after` are what the reader calls them. */
export function differences(
  [before, one]: readonly [string, Manifest],
  [after, other]: readonly [string, Manifest],
): string[] {
  const say = (name: string, a: unknown, b: unknown): string[] =>
    a === b ? [] : [`${name} (${before}: ${a}, ${after}: ${b})`];
  const hidden = (name: string, a: unknown, b: unknown): string[] =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [name];
  return [
    ...say('another version of the kit', one.kit, other.kit),
    ...hidden('other code of the kit', one.kitHash, other.kitHash),
    ...say('another version of Node', one.node, other.node),
    ...say('another first seed', one.firstSeed ?? 'by salt', other.firstSeed ?? 'by salt'),
    ...say('another number of seeds', one.seeds ?? 'by scenario', other.seeds ?? 'by scenario'),
    ...hidden('another salt', one.saltHash, other.saltHash),
    ...say('another sandbox', one.sandbox, other.sandbox),
    ...hidden('other labs or scenarios', one.labs, other.labs),
    ...say('another shard', shardText(one), shardText(other)),
    ...hidden('a shard of another class', one.shard?.class, other.shard?.class),
    ...say('another way to begin', beginning(one), beginning(other)),
  ];
}

function beginning({ regrade }: Manifest): string {
  return regrade === null ? 'with nothing' : `with grades of kit ${regrade.kitHash.slice(0, 12)}`;
}

function shardText({ shard }: Manifest): string {
  return shard === null ? 'the whole class' : `${shard.index}/${shard.of}`;
}
