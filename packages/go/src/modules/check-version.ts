import { CancelledError, errorMessage, ToolError } from '@fairlead/core';
import { parseGoMessage } from '../output/compile-errors.ts';
import { findMachineFault, machineFailure } from '../output/machine-fault.ts';
import { compareGoVersions, type GoVersion, parseGoVersion } from '../toolchain/go-version.ts';
import { type GoRun, isFailedTool, readVersion, type Toolchain } from '../toolchain/toolchain.ts';
import type { GoTree } from './discover-modules.ts';

/** The oldest Go that will do, and the file that says so. */
export interface GoRequirement {
  readonly version: GoVersion;
  /** Absolute path of the go.mod or go.work. */
  readonly file: string;
  /** Which line says so. A `toolchain` line is a wish: it binds only where Go may switch by itself. */
  readonly line: 'go' | 'toolchain';
}

/** The newest version that any go.mod or go.work of the tree asks for; undefined when none asks. */
export function requiredGo(tree: GoTree): GoRequirement | undefined {
  return newest(tree, 'go');
}

/** The newest `toolchain` line of the tree. */
export function wantedToolchain(tree: GoTree): GoRequirement | undefined {
  return newest(tree, 'toolchain');
}

function newest(tree: GoTree, line: 'go' | 'toolchain'): GoRequirement | undefined {
  const sources = [
    ...tree.modules.map((module) => ({ file: `${module.dir}/go.mod`, text: module.file[line] })),
    ...tree.workspaces.map((workspace) => ({ file: workspace.path, text: workspace.file[line] })),
  ];
  let found: GoRequirement | undefined;
  for (const { file, text } of sources) {
    const version = text === undefined ? undefined : parseGoVersion(text);
    if (version === undefined) continue;
    if (found === undefined || compareGoVersions(version, found.version) > 0) found = { version, file, line };
  }
  return found;
}

/** What to check and where. */
export interface VersionCheck {
  readonly toolchain: Toolchain;
  readonly tree: GoTree;
  /** Paths in messages are shown relative to this folder. */
  readonly show: (path: string) => string;
}

/** The Go that will compile, and whether it is another than the one on PATH. */
export interface EffectiveGo {
  readonly version: GoVersion;
  readonly switched: boolean;
  readonly requirement: GoRequirement | undefined;
}

/**
 * Says which Go will compile the tree, before anything is compiled. Where GOTOOLCHAIN lets Go switch
 * by itself, it is asked to; where it is `local`, the Go on PATH must do.
 *
 * @throws ToolError GO_VERSION_MISMATCH that names the version required, the file that requires it and the version found.
 */
export async function settleGoVersion(
  run: GoRun,
  { toolchain, tree, show }: VersionCheck,
): Promise<EffectiveGo> {
  const found = toolchain.version;
  const requirement = requiredGo(tree);
  const enough = requirement === undefined || compareGoVersions(found, requirement.version) >= 0;
  const wish = wantedToolchain(tree);
  const mode = toolchain.env['GOTOOLCHAIN'] ?? 'auto';
  const wished = wish !== undefined && compareGoVersions(found, wish.version) < 0;
  const maySwitch = mode !== 'local';
  if (enough && !(wished && maySwitch)) return { version: found, switched: false, requirement };
  const binding = enough ? wish : requirement;
  const dir = tree.modules[0]?.dir;
  if (binding === undefined || dir === undefined) return { version: found, switched: false, requirement };
  const effective = maySwitch ? await trySwitch(run, dir) : { version: found };
  if ('reason' in effective) throw mismatch(binding, found, mode, show, effective.reason);
  const { version } = effective;
  if (requirement !== undefined && compareGoVersions(version, requirement.version) < 0)
    throw mismatch(requirement, version, mode, show, undefined);
  return { version, switched: compareGoVersions(version, found) !== 0, requirement };
}

async function trySwitch(
  run: GoRun,
  dir: string,
): Promise<{ readonly version: GoVersion } | { readonly reason: string }> {
  try {
    return { version: await readVersion(run, dir) };
  } catch (error) {
    if (error instanceof CancelledError || !isFailedTool(error)) throw error;
    const fault = findMachineFault(error.lastLines.join('\n'));
    if (fault !== undefined) throw machineFailure(fault, 'fetching another Go');
    return { reason: parseGoMessage(error.lastLines.join('\n')) ?? errorMessage(error) };
  }
}

function mismatch(
  { version, file, line }: GoRequirement,
  found: GoVersion,
  mode: string,
  show: (path: string) => string,
  failure: string | undefined,
): ToolError {
  const asked = line === 'go' ? '' : ' (its toolchain line)';
  const tail =
    failure === undefined
      ? ` and GOTOOLCHAIN=${mode} forbids another`
      : `; Go tried to fetch a newer one (GOTOOLCHAIN=${mode}) and failed: ${failure.trim()}`;
  return new ToolError({
    code: 'GO_VERSION_MISMATCH',
    unchecked: true,
    message: `${show(file)} requires Go ${version.text} or newer${asked}, but Go ${found.text} is on PATH${tail}`,
    hint: `install Go ${version.text} before this step: actions/setup-go with go-version-file: ${show(file)}`,
    location: { file: show(file) },
    argv: ['go', 'version'],
  });
}
