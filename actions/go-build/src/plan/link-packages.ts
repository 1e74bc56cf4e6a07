import { suggestWord } from '@fairlead/core';
import { type GoModule, linkedSymbols, packageFlagsIn, type Toolchain } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import type { Identity } from '../identity/identity.ts';
import { readModulePackages } from '../identity/module-packages.ts';
import {
  findVersionVariables,
  KNOWN_HOMES,
  VERSION_LINE,
  type VersionVariable,
} from '../identity/version-variables.ts';
import type { PackageFacts } from './build-plan.ts';
import type { MainPackage } from './main-packages.ts';

/** What each main package is linked with. */
export interface LinkedPackages extends PackageFacts {
  /** Version variables that flags of the user set already. */
  readonly setByFlags: readonly string[];
  /** The line that would set the version, where none is set anywhere. */
  readonly versionLine: string;
  /** What is given for variables that there are not, one sentence each. */
  readonly doubts: readonly string[];
}

/** Finds the version variables of each main package; one that the user sets by a flag of the linker is the user's. */
export async function linkPackages(
  { inputs, files, log }: GoBuildContext,
  { env }: Toolchain,
  packages: readonly MainPackage[],
  identityOf: (module: GoModule) => Identity,
): Promise<LinkedPackages> {
  const given = new Set<string>();
  const setByFlags = new Set<string>();
  const variables = new Map<MainPackage, readonly VersionVariable[]>();
  for (const main of packages) {
    const identity = identityOf(main.module);
    const taken = symbolsOfUser(env['GOFLAGS'] ?? '', main.own.flags.ldflags ?? inputs.ldflags);
    const own = main.own.variables.map((variable) => fillIn(variable, identity));
    const found = await findVersionVariables(files, inputs.versionPackage, main, identity);
    for (const { symbol } of found) if (taken.has(symbol)) setByFlags.add(symbol);
    for (const symbol of [...taken, ...own.map((variable) => variable.symbol)]) given.add(symbol);
    const others = found.filter(({ symbol }) => !own.some((variable) => variable.symbol === symbol));
    variables.set(
      main,
      [...others, ...own].filter(({ symbol }) => !taken.has(symbol)),
    );
  }
  const isBare = [...variables.values()].every((found) => found.length === 0);
  const isMissed = isBare && setByFlags.size === 0 && inputs.versionPackage !== 'off';
  const versionLine = isMissed ? await lineFor(files, packages) : VERSION_LINE; // what is not told is not looked for
  if (setByFlags.size > 0)
    log.info(`${[...setByFlags].join(', ')}: set by ldflags or GOFLAGS, left as it is there`);
  else if (inputs.versionPackage === 'auto' && isBare)
    log.info(`the version is put into no binary: there is no string variable for it. ${versionLine}`);
  return {
    variablesOf: (main) => variables.get(main) ?? [],
    versionOf: ({ module }) => identityOf(module).version,
    setByFlags: [...setByFlags],
    versionLine,
    doubts: [
      ...(await doubtSymbols(files, given, packages)),
      ...doubtVersion(inputs, [...variables.values()].flat().length + setByFlags.size, versionLine),
    ],
  };
}

/** What to write: the input where a package of another module is linked in that is known to hold versions, else a variable. */
async function lineFor(files: GoBuildContext['files'], packages: readonly MainPackage[]): Promise<string> {
  for (const home of KNOWN_HOMES)
    for (const { module, dir } of packages)
      if (await readModulePackages(files, module).reaches(dir, home))
        return `One line is enough: version-package: ${home}`;
  return VERSION_LINE;
}

/** The value of a variable of `builds`, with what stands for the version, the commit and its date. */
function fillIn({ symbol, value }: VersionVariable, identity: Identity): VersionVariable {
  return {
    symbol,
    value: value.replace(
      /\{(version|commit|date)\}/g,
      (_, key: 'version' | 'commit' | 'date') => identity[key],
    ),
  };
}

/** A version that somebody gives is meant to be seen. */
function doubtVersion(
  { version, versionPackage }: Pick<GoBuildContext['inputs'], 'version' | 'versionPackage'>,
  homes: number,
  line: string,
): readonly string[] {
  if (version === undefined || homes > 0 || versionPackage === 'off') return [];
  return [`version ${version} is put into no binary: no package has a variable for it. ${line}`];
}

/** The linker says nothing of a name that does not exist. A package of another module is not read. */
async function doubtSymbols(
  files: GoBuildContext['files'],
  symbols: ReadonlySet<string>,
  packages: readonly MainPackage[],
): Promise<readonly string[]> {
  const doubts: string[] = [];
  for (const symbol of symbols) {
    const at = symbol.lastIndexOf('.');
    const [path, name] = [symbol.slice(0, at), symbol.slice(at + 1)];
    const known: string[] = [];
    let read = false;
    for (const { module, dir } of packages) {
      const source = readModulePackages(files, module);
      const strings = path === 'main' ? await source.readFolder(dir) : await source.read(path);
      if (strings === undefined) continue;
      read = true;
      known.push(...strings.variables);
    }
    if (!read || known.includes(name)) continue;
    const near = suggestWord(name, known);
    const question = near === undefined ? '' : `; did you mean ${path}.${near}?`;
    doubts.push(`-X ${symbol} sets nothing: ${path} has no string variable ${name}${question}`);
  }
  return doubts;
}

function symbolsOfUser(goflags: string, ldflags: string | undefined): ReadonlySet<string> {
  const inherited = packageFlagsIn(goflags, 'ldflags').flatMap(({ flags }) => [...linkedSymbols(flags)]);
  return new Set([...inherited, ...linkedSymbols(ldflags ?? '')]);
}
