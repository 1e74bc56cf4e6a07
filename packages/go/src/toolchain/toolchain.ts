import { type Exec, FairleadError, ToolError } from '@fairlead/core';
import { parseGoMessage } from '../output/compile-errors.ts';
import { type GoVersion, parseGoVersionLine } from './go-version.ts';

/** The Go on PATH and the settings that it works with. */
export interface Toolchain {
  readonly version: GoVersion;
  /** Values of `go env`, as the go command sees them outside of any module. */
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
  const version = await blameSettings(() => readVersion({ ...run, env }, neutral));
  const stdout = await blameSettings(() => ask(run, ['env', '-json'], neutral));
  return { version, env: JSON.parse(stdout) as Readonly<Record<string, string>> };
}

async function ask(run: GoRun, args: readonly string[], cwd: string): Promise<string> {
  return (await run.exec.run('go', args, { cwd, env: run.env, signal: run.signal })).stdout;
}

/** Go reads its settings before all else, so a failure of these plain questions is about one of them. */
async function blameSettings<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw isFailedTool(error) ? refusal(error) : error;
  }
}

function refusal({ argv, exitCode, lastLines }: ToolError): ToolError {
  const reason = parseGoMessage(lastLines.join('\n')) ?? lastLines.at(-1) ?? 'it gives no reason';
  return new ToolError({
    code: 'GO_UNUSABLE',
    message: `go refuses to work with its settings: ${reason}`,
    hint: 'correct or unset GOFLAGS, GOTOOLCHAIN, GOOS and GOARCH in env; go env shows where a value comes from',
    argv,
    exitCode,
    lastLines,
  });
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
    message: `go version says ${JSON.stringify(stdout.trim())}, which names no Go version`,
    hint: SETUP_HINT,
    argv: ['go', 'version'],
  });
}

/**
 * Every `os/arch` pair that this Go can build for.
 *
 * @throws ToolError GO_UNUSABLE when Go refuses to work with its settings.
 */
export async function listPlatforms(run: GoRun, neutral: string): Promise<readonly string[]> {
  const env = { ...run.env, GOTOOLCHAIN: 'local' };
  const stdout = await blameSettings(() => ask({ ...run, env }, ['tool', 'dist', 'list'], neutral));
  return stdout.split('\n').filter((line) => line !== '');
}

/** Whether an error only says that a program ended with a non-zero exit code. */
export function isFailedTool(error: unknown): error is ToolError {
  return error instanceof FairleadError && error.code === 'TOOL_FAILED';
}
