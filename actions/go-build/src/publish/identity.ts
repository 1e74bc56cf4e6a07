import { listSome, markdownCode } from '@fairlead/core';
import type { Plan } from '../plan/make-plan.ts';

/** The version, where it came from and which variables hold it, or that none does. */
export function describeIdentity(plan: Plan): string {
  const { version, commit, date, source } = plan.identity;
  const facts = [commit.slice(0, 12), date].filter((part) => part !== '').join(', ');
  const from = `${markdownCode(version)} from ${source}${facts === '' ? '' : ` (${facts})`}`;
  return [`${from}, ${describeHomes(plan)}`, ...describeOthers(plan), ...describeBare(plan)].join('; ');
}

function describeHomes({ binaries, versionPackage, setByFlags, versionLine }: Plan): string {
  const homes = Map.groupBy(
    new Set(binaries.flatMap(({ variables }) => variables.map(({ symbol }) => symbol))),
    (symbol) => symbol.slice(0, symbol.lastIndexOf('.')),
  );
  if (homes.size > 0)
    return [...homes]
      .map(([home, symbols]) => {
        const names = symbols.map((symbol) => symbol.slice(home.length + 1)).join(', ');
        return `in ${markdownCode(home)} (${names})`;
      })
      .join(', ');
  if (setByFlags.length > 0)
    return `not put in: ${setByFlags.map(markdownCode).join(', ')} set by ldflags or GOFLAGS`;
  return versionPackage === 'off'
    ? 'put into no binary (version-package: off)'
    : `**put into no binary**: ${NO_HOME}. ${versionLine.replace(/: (.+)$/, (_, line: string) => `: ${markdownCode(line)}`)}`;
}

const NO_HOME = 'neither package main nor a version package that it imports has a string variable for it';

/** Binaries that go without a version beside others that have it. */
function describeBare({ binaries }: Plan): readonly string[] {
  const bare = new Set(
    binaries.filter(({ variables }) => variables.length === 0).map((one) => one.package.importPath),
  );
  const all = new Set(binaries.map((one) => one.package.importPath));
  return bare.size === 0 || bare.size === all.size ? [] : [`not in ${listSome([...bare].map(markdownCode))}`];
}

/** Modules that have a version of their own. */
function describeOthers({ identity, binaries }: Plan): readonly string[] {
  const others = new Map(
    binaries.flatMap(({ version, package: main }) =>
      version === identity.version ? [] : [[main.module.path, version] as const],
    ),
  );
  return [...others].map(([path, version]) => `${markdownCode(version)} in ${markdownCode(path)}`);
}
