import { InputError, type InputProblem, resolveInside } from '@fairlead/core';
import { type GoRun, gitAccess, withGitSettings } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { lookAtGo } from './look.ts';

/**
 * The run for go commands that fetch modules: its git shows the token to hosts of GOPRIVATE. Whatever compiles or runs
 * what was built is given the other one.
 */
export async function withPrivateModules(context: GoBuildContext, run: GoRun): Promise<GoRun> {
  const token = context.inputs.privateModulesToken;
  if (token === undefined) return run;
  const access = gitAccess(await goprivateOf(context), token);
  if (!('settings' in access)) throw new InputError(await checkPrivateModules(context));
  context.host.mask(access.secret);
  return { ...run, env: withGitSettings(run.env, access.settings) };
}

/** A token that nobody is to see is a mistake, and so is one for everybody. */
export async function checkPrivateModules(context: GoBuildContext): Promise<readonly InputProblem[]> {
  const token = context.inputs.privateModulesToken;
  if (token === undefined) return [];
  const goprivate = await goprivateOf(context);
  const input = 'private-modules-token';
  const allowed = 'GOPRIVATE in env with the hosts that may see it, such as github.com/acme/*';
  if (goprivate.trim() === '') return [{ input, problem: 'has no effect without GOPRIVATE in env', allowed }];
  const access = gitAccess(goprivate, token);
  return 'settings' in access
    ? []
    : [{ input, problem: `could go to anybody: GOPRIVATE has ${access.unusable.join(', ')}`, allowed }];
}

/** GOPRIVATE as the job sets it: not as a settings file of the checked-out code does, which would choose who sees the token. */
async function goprivateOf(context: GoBuildContext): Promise<string> {
  const { childEnv, files, workspace } = context;
  const { env } = await lookAtGo(context);
  const file = env['GOENV'] ?? '';
  const given = childEnv['GOPRIVATE'] ?? '';
  if (given !== '' || file === '' || file === 'off') return given;
  const inside = file.startsWith(`${workspace}/`) || (await resolveInside(files, workspace, file)).inside;
  return inside ? '' : (env['GOPRIVATE'] ?? '');
}
