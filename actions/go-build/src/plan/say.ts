import { type EffectiveGo, type GoModule, hiddenGoflags, type Toolchain } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import type { Identities } from '../identity/identity.ts';
import type { ChosenGo } from '../toolchain/choose-toolchain.ts';
import { pathsOf } from './paths.ts';

/** Which Go compiles and why, and settings of it that no line of the workflow shows. */
export function sayGo(
  { log, workspace }: GoBuildContext,
  { run: { env: given }, said }: ChosenGo,
  toolchain: Toolchain,
  { version: effective, switched, requirement }: EffectiveGo,
): void {
  const { version, env } = toolchain;
  const asked =
    requirement === undefined
      ? ''
      : `; ${pathsOf(workspace)(requirement.file)} asks for ${requirement.version.text} or newer`;
  const how = switched ? ` instead of ${version.text} on PATH (GOTOOLCHAIN=${env['GOTOOLCHAIN']})` : '';
  if (said !== undefined) log.info(`Go ${said}`);
  log.info(`Go ${effective.text}${how}${asked}`);
  const hidden = hiddenGoflags(given, toolchain);
  if (hidden !== undefined) log.notice(`GOFLAGS=${hidden.goflags} comes from ${hidden.file}, not from env`);
}

/** The version, and those of modules that have their own. */
export function sayIdentities(
  { log, workspace }: GoBuildContext,
  { main, of }: Identities,
  modules: readonly GoModule[],
): void {
  log.info(`version ${main.version} (${main.source}), commit ${main.commit || 'unknown'}`);
  for (const module of modules) {
    const own = of(module);
    if (own.version !== main.version)
      log.info(`version ${own.version} (${own.source}) for ${pathsOf(workspace)(module.dir)}`);
  }
}
