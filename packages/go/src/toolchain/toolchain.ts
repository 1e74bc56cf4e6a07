import { type Exec, type FairleadError, ToolError } from '@fairlead/core';
import { parseGoMessage } from '../output/compile-errors.ts';
import { findMachineFault, machineFailure } from '../output/machine-fault.ts';
import { type GoVersion, parseGoVersionLine } from './go-version.ts';

/** The Go on PATH and the settings that it works with. */
export interface Toolchain {
  readonly version: GoVersion;
  /** Values of `go env`, as the go command sees them outside of any module; not of CC and what it can do. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a go command is run. */
export interface GoRun {
  readonly exec: Exec;
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const SETUP_HINT =
  'add a step with actions/setup-go (with go-version-file: go.mod) before this one, or put the bin folder of Go on PATH';

/**
 * Asks the Go on PATH for its own version and settings. `neutral` is a folder outside of any module,
 * so that no go.mod makes it switch to another toolchain.
 *
 * @throws ToolError TOOL_MISSING when there is no Go, GO_UNUSABLE when it does not say what it is or refuses to work.
 */
export async function readToolchain(run: GoRun, neutral: string): Promise<Toolchain> {
  if ((await run.exec.find('go')) === undefined) {
    throw new ToolError({
      code: 'TOOL_MISSING',
      message: 'go is not on PATH',
      hint: SETUP_HINT,
      argv: ['go', 'version'],
    });
  }
  const env = { ...run.env, GOTOOLCHAIN: 'local', GOWORK: 'off' };
  const asking = blameSettings(() => readVersion({ ...run, env }, neutral));
  const settings = withoutItsCompiler(run).then((own) => askAboutSettings(own, ['env', '-json'], neutral));
  // each is waited for below, the version first
  for (const one of [asking, settings]) one.catch(() => {});
  const version = await asking;
  const stdout = await settings;
  return { version, env: JSON.parse(stdout) as Readonly<Record<string, string>> };
}

/**
 * Go starts the C compiler to tell of its flags, which nobody here asks for. A CC that is no program keeps it from that,
 * and only where there is a compiler: where there is none, Go switches cgo off by itself, and that has to be seen.
 */
async function withoutItsCompiler(run: GoRun): Promise<GoRun> {
  const set = (run.env['CC'] ?? '') !== '';
  if (!set && (await run.exec.find('gcc')) === undefined) return run;
  return { ...run, env: { ...run.env, CC: 'none-is-asked' } };
}

/** A question is short, unless GOTOOLCHAIN names a Go that has to be fetched before it is answered. */
const ASK_MS = 10 * 60_000;

async function ask({ exec, env, signal }: GoRun, args: readonly string[], cwd: string): Promise<string> {
  return (await exec.ask('go', args, { cwd, env, signal, timeoutMs: ASK_MS })).stdout;
}

/** Go reads its settings before all else, so a failure of these plain questions is about one of them. */
async function blameSettings<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw isFailedTool(error) ? refusal(error) : error;
  }
}

function refusal({ argv, exitCode, lastLines }: ToolError): FairleadError {
  const fault = findMachineFault(lastLines.join('\n'));
  if (fault !== undefined) return machineFailure(fault, 'asking Go for its settings');
  const reason = parseGoMessage(lastLines.join('\n')) ?? lastLines.at(-1) ?? 'it gives no reason';
  return new ToolError({
    code: 'GO_UNUSABLE',
    unchecked: true,
    message: `go refuses to work with its settings: ${reason}`,
    hint: settingsHint(reason),
    argv,
    exitCode,
    lastLines,
  });
}

/** What to do about a setting; where Go finds no folder for its caches, no flag is to blame. */
function settingsHint(reason: string): string {
  if (/\$?HOME\b|XDG_CACHE_HOME|GOCACHE|GOMODCACHE|GOPATH|cache (?:is required|not found)/.test(reason))
    return 'Go needs a folder for its caches: set HOME, or GOCACHE and GOPATH, in env to folders that this job may write to';
  return 'correct or unset GOFLAGS, GOTOOLCHAIN, GOOS and GOARCH in env; go env shows where a value comes from';
}

/**
 * The version of Go that works in a folder, after whatever switch its go.mod and GOTOOLCHAIN lead to.
 *
 * @throws ToolError GO_UNUSABLE when it does not say what it is.
 */
export async function readVersion(run: GoRun, cwd: string): Promise<GoVersion> {
  const stdout = await ask(run, ['version'], cwd);
  const version = parseGoVersionLine(stdout);
  if (version !== undefined) return version;
  throw new ToolError({
    code: 'GO_UNUSABLE',
    unchecked: true,
    message: `go version says ${JSON.stringify(stdout.trim())}, which names no Go version`,
    hint: SETUP_HINT,
    argv: ['go', 'version'],
  });
}

/**
 * Asks what depends on settings alone.
 *
 * @throws ToolError GO_UNUSABLE when Go refuses to work with them.
 */
export function askAboutSettings(run: GoRun, args: readonly string[], neutral: string): Promise<string> {
  return blameSettings(() => ask(run, args, neutral));
}

/** What the process runner calls an exit code that is not zero. */
const FAILED = new Set(['TOOL_FAILED', 'TOOL_KILLED', 'DISK_FULL']);

/** Whether an error only says that a program ended with a non-zero exit code; what it printed tells why. */
export function isFailedTool(error: unknown): error is ToolError {
  if (!(error instanceof ToolError) || !FAILED.has(error.code)) return false;
  return error.exitCode !== undefined && error.signal === undefined; // without an exit code it has not even begun
}
