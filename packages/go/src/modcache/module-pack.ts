import type { ModuleVersion } from './module-sums.ts';

/** One file of a module. */
export interface PackedFile {
  /** Relative to the module, with `/`. */
  readonly name: string;
  readonly size: number;
  /** Hex sha256. */
  readonly sha256: string;
}

/** A module with its files, or one of which only go.mod is known. */
export interface PackedModule extends ModuleVersion {
  readonly files: readonly PackedFile[];
  /** Files of the module that the pack does not have: without their names and hashes nobody could tell what go.sum says of it. */
  readonly others: readonly OtherFile[];
}

/** A file that a module has and a pack has not. */
export type OtherFile = Pick<PackedFile, 'name' | 'sha256'>;

/** What lies in a pack of modules: the index comes first, as one line, then each file's content in this order. */
export interface ModuleIndex {
  /** Whether all that the build needed is in it. */
  readonly whole: boolean;
  /** Modules with their files. */
  readonly modules: readonly PackedModule[];
  /** go.mod files, of these and of what they require; each module's one file. */
  readonly mods: readonly PackedModule[];
}

/** Where the pack of an entry lies below its folder. */
export const MODULES: string = 'modules';

const HASH = /^[0-9a-f]{64}$/;

/** Reads the index; undefined when it is not one of ours, or names a place outside of the module cache. */
export function parseModuleIndex(line: string): ModuleIndex | undefined {
  try {
    const { whole, modules, mods } = JSON.parse(line) as ModuleIndex;
    const index = { whole: whole === true, modules, mods };
    return [...modules, ...mods].every(isSound) ? index : undefined;
  } catch {
    return undefined;
  }
}

function isSound({ path, version, files, others }: PackedModule): boolean {
  return (
    [path, version].every((text) => isPlain(text)) &&
    /^v[\w.+-]+$/.test(version) &&
    files.every(
      ({ name, size, sha256 }) =>
        isPlain(name) && Number.isSafeInteger(size) && size >= 0 && HASH.test(sha256),
    ) &&
    others.every(({ name, sha256 }) => isPlain(name) && HASH.test(sha256))
  );
}

/** A relative path that stays where it begins. */
function isPlain(path: string): boolean {
  const parts = path.split('/');
  return !/[\\\n\0]/.test(path) && parts.every((part) => !['', '.', '..'].includes(part));
}
