import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { ToolError } from '@fairlead/core';
import type { Environment } from '../paths.ts';
import { type RunOptions, type RunResult, run } from '../system/run.ts';

/** The Go toolchain of this machine. */
export interface GoToolchain {
  /** For example `go1.26.8`. */
  readonly version: string;
  /** For example `linux/amd64`. */
  readonly platform: string;
  readonly root: string;
  readonly moduleCache: string;
  readonly proxy: string;
}

/** Oldest Go that understands the go.mod files of the programs; it fetches a newer one by itself where one asks for it. */
const OLDEST_GO: readonly [number, number] = [1, 24];
/** The remedy when there is no Go, or one that is too old. */
export const INSTALL_GO: string = `install Go ${OLDEST_GO.join('.')} or newer: https://go.dev/dl`;

/** Asks the Go command what it is. Throws ToolError TOOL_MISSING when there is none, or one that is too old. */
export async function findGo(env: Environment = process.env): Promise<GoToolchain> {
  const names = ['GOVERSION', 'GOHOSTOS', 'GOHOSTARCH', 'GOROOT', 'GOMODCACHE', 'GOPROXY'];
  const { stdout } = await run(['go', 'env', '-json', ...names], { env: goEnvironment(env) }).catch(explain);
  const found = JSON.parse(stdout) as Record<string, string>;
  requireVersion(found.GOVERSION ?? '', found.GOROOT ?? '');
  return {
    version: found.GOVERSION ?? '',
    platform: `${found.GOHOSTOS}/${found.GOHOSTARCH}`,
    root: found.GOROOT ?? '',
    moduleCache: found.GOMODCACHE ?? '',
    proxy: found.GOPROXY ?? '',
  };
}

/** Throws ToolError for a Go older than the oldest; a development version counts as new. */
export function requireVersion(version: string, root: string): void {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return;
  const [oldestMajor, oldestMinor] = OLDEST_GO;
  if (Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor)) return;
  throw new ToolError({
    code: 'TOOL_MISSING',
    message: `${version} in ${root} is too old to build the cluster and its tools`,
    hint: INSTALL_GO,
    argv: ['go', 'version'],
  });
}

function explain(error: unknown): never {
  if (!(error instanceof ToolError) || error.code !== 'TOOL_MISSING') throw error;
  throw new ToolError({
    code: 'TOOL_MISSING',
    message: `there is no Go on PATH or in ${GO_FOLDERS[0]}; the cluster and its tools are built with it`,
    hint: INSTALL_GO,
    argv: ['go'],
    cause: error,
  });
}

/** Compilers that collect garbage seldom are faster by an eighth and more; the limit keeps what they take for it in bounds. */
const MEMORY_FOR_TIME = { GOGC: '400', GOMEMLIMIT: '2GiB' };

/** Where Go is when it is not on PATH: sudo leaves out what its makers tell to add. */
const GO_FOLDERS = ['/usr/local/go/bin', '/usr/lib/go/bin', '/snap/bin'];

/**
 * Environment for builds that do not depend on where they are started: static, no workspace, no extra flags. What the
 * user says about Go's memory stands.
 */
export function goEnvironment(env: Environment = process.env): NodeJS.ProcessEnv {
  const PATH = [env.PATH, ...GO_FOLDERS].filter(Boolean).join(delimiter);
  return {
    ...MEMORY_FOR_TIME,
    ...env,
    PATH,
    CGO_ENABLED: '0',
    GOWORK: 'off',
    GOFLAGS: '',
    GOOS: '',
    GOARCH: '',
  };
}

/**
 * Runs Go so that it ends with this process, compilers and linkers included: a killed run leaves nothing that goes
 * on building. Where process namespaces are not to be had, what Go has started itself may go on for some seconds.
 * Throws ToolError that says what `purpose` failed.
 */
export async function runGo(
  purpose: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const found = ['setpriv', 'unshare'].map((name) => `/usr/bin/${name}`).filter((path) => existsSync(path));
  const argv = ['go', ...args];
  const leash = found.length < 2 ? [] : await leashes();
  return run([...leash, ...argv], options).catch((error) => {
    throw explainFailure(purpose, argv, error, options.env);
  });
}

async function leashes(): Promise<string[]> {
  const leash = ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'];
  const enclosure = ['/usr/bin/unshare', '--pid', '--fork', '--kill-child', '--'];
  const allowed = await run([...enclosure, 'true']).then(
    () => true,
    () => false,
  );
  return [...leash, ...(allowed ? enclosure : [])];
}

/** Go's own words, without the programs around it, and what helps when it could not reach what it needs. */
export function explainFailure(
  purpose: string,
  argv: readonly string[],
  error: unknown,
  env: NodeJS.ProcessEnv = {},
): unknown {
  if (!(error instanceof ToolError) || error.code !== 'TOOL_FAILED') return error;
  const lines = error.lastLines.filter((line) => !/^(go: downloading |# )/.test(line));
  const text = lines.join('\n');
  const proxy = env.GOPROXY ? `GOPROXY=${withoutLogin(env.GOPROXY)}` : "Go's own (see `go env GOPROXY`)";
  const unreachable = /dial tcp|no such host|i\/o timeout|TLS handshake|connection re(fused|set)|EOF$/m.test(
    text,
  );
  return new ToolError({
    code: 'TOOL_FAILED',
    message: `${purpose} failed: ${withoutLogin(lines.at(-1) ?? 'Go printed nothing')}`,
    hint: unreachable
      ? `the module proxy must answer: ${proxy}; then run the same command again`
      : error.hint,
    argv,
    exitCode: error.exitCode,
    lastLines: lines.map(withoutLogin),
    cause: error,
  });
}

/** Addresses of a proxy may hold a user and password. */
function withoutLogin(text: string): string {
  return text.replace(/:\/\/[^/@\s,|]+@/g, '://***@');
}
