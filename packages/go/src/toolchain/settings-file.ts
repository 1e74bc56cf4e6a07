import { type Files, type InputProblem, resolveInside } from '@fairlead/core';
import { checkFlags } from '../flags/check-flags.ts';
import { goTestFlags } from '../flags/flag-tables.ts';
import { splitFlags } from '../flags/split-flags.ts';
import type { Toolchain } from './toolchain.ts';

/**
 * Settings that a file of the checked-out code may make: they choose no program, and go.sum stands whatever they say.
 * GOFLAGS is read flag by flag. CC, GOAUTH, GOVCS, CGO_ENABLED and the like are not among them.
 */
const LET_THROUGH =
  /^(GOFLAGS|GOOS|GOARCH|GO386|GOAMD64|GOARM|GOARM64|GOMIPS|GOMIPS64|GOPPC64|GORISCV64|GOWASM|GOEXPERIMENT|GODEBUG|GOPROXY|GOPRIVATE|GONOPROXY|GONOSUMDB|GOSUMDB|GOTOOLCHAIN|GOTELEMETRY)$/;

/** The environment for go commands: a GOENV that is written relative to a folder means the same for all of them. */
export function settleGoenv(
  env: Readonly<Record<string, string>>,
  absolute: (path: string) => string,
): Readonly<Record<string, string>> {
  const goenv = env['GOENV'] ?? '';
  return goenv === '' || goenv === 'off' ? env : { ...env, GOENV: absolute(goenv) };
}

/**
 * What a settings file in the workspace (GOENV) may not say, as whoever wrote the checked-out code wrote it: settings and
 * flags that choose programs.
 */
export async function checkSettingsFile(
  files: Files,
  workspace: string,
  { env }: Toolchain,
): Promise<readonly InputProblem[]> {
  const path = env['GOENV'] ?? '';
  if (path === '' || path === 'off' || (await files.stat(path))?.kind !== 'file') return [];
  const named = await resolveInside(files, workspace, path);
  if (!named.inside && !isNamedInside(workspace, path)) return [];
  const text = await files.readText(path);
  return readSettings(text).flatMap(([name, value]) => {
    const problem = LET_THROUGH.test(name)
      ? name === 'GOFLAGS'
        ? flagProblem(value)
        : undefined
      : 'may choose a program';
    if (problem === undefined) return [];
    const allowed = 'settings in env of the workflow, or a GOENV outside of the workspace';
    return [{ input: 'GOENV', value: path, problem: `sets ${name}, which ${problem}`, allowed }];
  });
}

function isNamedInside(workspace: string, path: string): boolean {
  return path.startsWith(`${workspace}/`);
}

function flagProblem(goflags: string): string | undefined {
  const words = splitFlags(goflags);
  if (words === undefined) return undefined; // go refuses it
  const { problems, programs } = checkFlags(words, goTestFlags);
  if (programs.length > 0) return `chooses programs or files with ${programs.join(', ')}`;
  return problems.length > 0 ? `has flags that are not let through: ${problems.join(', ')}` : undefined;
}

/** Lines of `NAME=value`, as `go env -w` writes them. */
function readSettings(text: string): readonly (readonly [name: string, value: string])[] {
  return text.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at < 1 || line.startsWith('#')
      ? []
      : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
  });
}

/** Where GOFLAGS comes from when no variable of the environment sets it; undefined when one does, or it is empty. */
export function hiddenGoflags(
  given: Readonly<Record<string, string>>,
  { env }: Toolchain,
): { readonly goflags: string; readonly file: string } | undefined {
  const goflags = env['GOFLAGS'] ?? '';
  if (goflags === '' || (given['GOFLAGS'] ?? '') !== '') return undefined;
  return { goflags, file: env['GOENV'] ?? '' };
}
