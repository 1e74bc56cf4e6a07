import { posix, relative } from 'node:path';
import type { Files } from '@fairlead/core';
import {
  discoverModules,
  type GoModule,
  isInside,
  moduleAround,
  parseFolderReplacements,
  parseGoVersion,
  walkSources,
} from '@fairlead/go';
import { findMains, findProgram, isHelper } from './find-program.ts';
import { serviceName } from './names.ts';
import { type GoFile, readGoFile } from './read-go-file.ts';
import { Refusal } from './refusal.ts';
import type { Service } from './service.ts';
import { canBeNamed } from './surroundings.ts';

/** Where to look, and what the user chose. */
export interface Wanted {
  /** The top folder of the repository. */
  readonly root: string;
  /** Where the command was started. */
  readonly cwd: string;
  /** `--module`, relative to `cwd`. */
  readonly module: string | undefined;
  /** `--main`, as the go command names it from the module's folder. */
  readonly main: string | undefined;
}

/** A module and what its files say. */
interface Read {
  readonly module: GoModule;
  readonly folder: string;
  readonly files: readonly GoFile[];
  readonly mains: readonly string[];
}

/** The first Go whose images heed go.mod; older modules are built by the newest Go there is. */
const OLDEST_MINOR = 21;

/**
 * Finds the module that the files are written for.
 *
 * @throws Refusal when there is none, when there are several to choose from, and for a choice that does not exist.
 */
export async function findService(files: Files, wanted: Wanted): Promise<Service> {
  const { root } = wanted;
  const tree = await discoverModules(files, { from: root, root });
  const modules = [...tree.modules, ...tree.unlisted];
  if (modules.length === 0)
    throw new Refusal(`there is no go.mod in ${root} or below it: begin with go mod init PATH there`);
  const all: Read[] = [];
  for (const module of modules) all.push(await readModule(files, root, module));
  const chosen = choose(all, wanted);
  const { module, folder, files: sources, mains } = chosen;
  if (module.path === '') throw new Refusal(`${posix.join(folder, 'go.mod')} names no module`);
  if (!canBeNamed(folder))
    throw new Refusal(
      `the module is in the folder ${JSON.stringify(folder)}: a name with such characters cannot stand in a workflow`,
    );
  const name = serviceName(module.path);
  const replaced = parseFolderReplacements(await files.readText(posix.join(module.dir, 'go.mod')));
  const main = mainOf(mains, wanted.main);
  return {
    name,
    module: module.path,
    folder,
    oneOfSeveral: servicesOf(all).some((each) => each !== chosen),
    go: goVersion(module),
    needsRepository:
      folder !== '.' &&
      (module.workFile !== undefined ||
        replaced.some((path) => !isInside(posix.resolve(module.dir, path), module.dir))),
    needsFilesFirst: module.vendored || module.workFile !== undefined || replaced.length > 0,
    cgo: sources.some(({ cgo }) => cgo),
    program: main === undefined ? undefined : findProgram(sources, main, mains),
  };
}

async function readModule(files: Files, root: string, module: GoModule): Promise<Read> {
  const sources = (await walkSources(files, module.dir)).filter(({ path }) => path.endsWith('.go'));
  const read: GoFile[] = [];
  for (const { path, absolute } of sources) {
    const file = readGoFile(path, await files.readText(absolute));
    if (file !== undefined) read.push(file);
  }
  const folder = relative(root, module.dir).replaceAll('\\', '/') || '.';
  return { module, folder, files: read, mains: findMains(read, serviceName(module.path)) };
}

/** The modules with a program, without those that help with the work, such as examples. */
function servicesOf(all: readonly Read[]): readonly Read[] {
  return all.filter(({ folder, mains }) => mains.length > 0 && !isHelper(folder));
}

/** The chosen one, else the one that the command was started in, else the only one with a program, else the only one. */
function choose(all: readonly Read[], { cwd, module: wanted }: Wanted): Read {
  const folders = all.map(({ folder }) => folder);
  if (wanted !== undefined) {
    const dir = posix.resolve(cwd, wanted);
    const chosen = all.find(({ module }) => module.dir === dir);
    if (chosen !== undefined) return chosen;
    throw new Refusal(
      `--module ${JSON.stringify(wanted)}: has no go.mod in this repository (allowed: ${folders.join(', ')})`,
    );
  }
  const programs = servicesOf(all);
  const around = moduleAround(
    all.map(({ module }) => module),
    cwd,
  );
  const here = all.find(({ module }) => module === around);
  if (here !== undefined && (here.mains.length > 0 || programs.length === 0)) return here;
  const possible = programs.length > 0 ? programs : all;
  const [only] = possible;
  if (only !== undefined && possible.length === 1) return only;
  const named = possible.map(({ folder }) => folder).join(', ');
  const what = programs.length > 0 ? 'modules with a main package' : 'modules';
  throw new Refusal(
    `there are several ${what} (${named}): choose one with --module PATH, for example --module ${possible[0]?.folder}`,
  );
}

function mainOf(mains: readonly string[], wanted: string | undefined): string | undefined {
  if (wanted === undefined) return mains[0];
  const clean = posix.join(wanted);
  const found = mains.find((main) => posix.join(main) === clean.replace(/(.)\/$/, '$1'));
  if (found !== undefined) return found;
  const allowed = mains.length === 0 ? 'the module has none' : `allowed: ${mains.join(', ')}`;
  throw new Refusal(`--main ${JSON.stringify(wanted)}: is no main package (${allowed})`);
}

/** What go.mod asks for: of `go` and `toolchain` the newer one. */
function goVersion({ file }: GoModule): string {
  const minors = [file.go, file.toolchain].flatMap((text) => {
    const version = text === undefined ? undefined : parseGoVersion(text);
    return version === undefined ? [] : [version.minor];
  });
  const newest = Math.max(0, ...minors);
  return newest < OLDEST_MINOR ? '1' : `1.${newest}`;
}
