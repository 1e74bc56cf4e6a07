import { type GoModule, linkedSymbols, packageFlagsIn, type Toolchain } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import type { Identity } from '../identity/identity.ts';
import { findVersionVariables, type VersionVariable } from '../identity/version-variables.ts';
import type { PackageFacts } from './build-plan.ts';
import type { MainPackage } from './main-packages.ts';

/** What each main package is linked with. */
export interface LinkedPackages extends PackageFacts {
  /** Version variables that flags of the user set already. */
  readonly setByFlags: readonly string[];
}

/** Finds the version variables of each main package; one that the user sets by a flag of the linker is the user's. */
export async function linkPackages(
  { inputs, files, log }: GoBuildContext,
  { env }: Toolchain,
  packages: readonly MainPackage[],
  identityOf: (module: GoModule) => Identity,
): Promise<LinkedPackages> {
  const taken = symbolsOfUser(env['GOFLAGS'] ?? '', inputs.ldflags);
  const setByFlags = new Set<string>();
  const variables = new Map<MainPackage, readonly VersionVariable[]>();
  for (const main of packages) {
    const found = await findVersionVariables(files, inputs.versionPackage, main, identityOf(main.module));
    for (const { symbol } of found) if (taken.has(symbol)) setByFlags.add(symbol);
    variables.set(
      main,
      found.filter(({ symbol }) => !taken.has(symbol)),
    );
  }
  if (setByFlags.size > 0)
    log.info(`${[...setByFlags].join(', ')}: set by ldflags or GOFLAGS, left as it is there`);
  else if (inputs.versionPackage === 'auto' && [...variables.values()].every((found) => found.length === 0))
    log.info('the version is put into no binary: there is no string variable for it, see version-package');
  return {
    variablesOf: (main) => variables.get(main) ?? [],
    versionOf: ({ module }) => identityOf(module).version,
    setByFlags: [...setByFlags],
  };
}

function symbolsOfUser(goflags: string, ldflags: string | undefined): ReadonlySet<string> {
  const inherited = packageFlagsIn(goflags, 'ldflags').flatMap(({ flags }) => [...linkedSymbols(flags)]);
  return new Set([...inherited, ...linkedSymbols(ldflags ?? '')]);
}
