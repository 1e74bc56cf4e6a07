import { type EffectiveGo, type GoModule, hiddenGoflags, readGoflags, type Toolchain } from '@fairlead/go';
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

/** Flags of GOFLAGS that an input says otherwise, one sentence each: the input is the last word where it says `on`. */
export function overridden(
  goflags: string,
  { trimpath, buildmode, race }: Pick<GoBuildContext['inputs'], 'trimpath' | 'buildmode' | 'race'>,
): readonly string[] {
  const last = (name: string) => readGoflags(goflags).findLast((flag) => flag.name === name);
  const isOn = (name: string): boolean | undefined => {
    const flag = last(name);
    return flag && !/^(false|f|0)$/i.test(flag.value ?? 'true');
  };
  const mode = last('buildmode')?.value;
  return [
    ...(isOn('trimpath') === false && trimpath ? ['-trimpath=false: trimpath: true wins'] : []),
    ...(isOn('trimpath') === true && !trimpath ? ['-trimpath: it wins over trimpath: false'] : []),
    ...(isOn('race') === false && race ? ['-race=false: race: true wins'] : []),
    ...(mode !== undefined && buildmode !== 'default' && mode !== buildmode
      ? [`-buildmode=${mode}: buildmode: ${buildmode} wins`]
      : []),
  ].map((sentence) => `GOFLAGS has ${sentence}`);
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
