/**
 * A lock file for a few packages, cut out of that of the kit. So a handout installs what the kit was tested with, and
 * making it needs no network.
 *
 * @module
 */

/** A package in a lock file of npm, version 3. */
interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** A package.json, as far as a lock file repeats it. */
export interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Cuts a lock file out of another one.
 *
 * @param lockText - The lock file of the kit.
 * @param wanted - The package.json that the new one is for. Its dependencies are among those of the kit.
 */
export function lockFor(lockText: string, wanted: PackageFile): string {
  const lock: LockFile = JSON.parse(lockText);
  const packages = new Map<string, LockedPackage>();
  const waiting = Object.keys(wanted.dependencies).map((name) => placeOf(lock, '', name));
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const entry = lock.packages[place];
    if (entry === undefined || packages.has(place)) continue;
    const { dev: _, ...kept } = entry;
    packages.set(place, kept);
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      waiting.push(placeOf(lock, place, name));
    }
  }
  const { name, version, license, engines, dependencies } = wanted;
  const cut = {
    name,
    version,
    lockfileVersion: lock.lockfileVersion,
    requires: true,
    packages: {
      '': { name, version, license, dependencies, engines },
      ...Object.fromEntries([...packages].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
  return `${JSON.stringify(cut, null, 2)}\n`;
}

/** Where Node finds a package from within another one: in its own `node_modules`, or in one further out. */
function placeOf({ packages }: LockFile, from: string, name: string): string {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (place in packages) return place;
    if (folder === '') throw new Error(`package-lock.json has no ${name}; run npm install`);
  }
}
