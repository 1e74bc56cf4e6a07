import { type Exec, type ExecResult, type Logger, ToolError } from '@fairlead/core';
import { isTree, type ValueTree } from '../values/set-paths.ts';
import {
  type HelmMajor,
  historyArgs,
  hooksArgs,
  manifestArgs,
  type ReleaseTarget,
  valuesArgs,
} from './argv.ts';
import { explainHelm } from './explain.ts';
import { type Revision, readHistory } from './history.ts';
import { helmReason } from './reason.ts';
import { readMajor, supportedHelm } from './version.ts';

/** How long a question to helm may take. */
const QUERY_MS = 60_000;
/** How long helm gets to write down that it was interrupted. */
const KILL_AFTER_MS = 20_000;

/** One helm, for one release. */
export interface Helm {
  readonly major: HelmMajor;
  readonly version: string;
  /** Asks something; nothing is changed. @throws ToolError with helm's own reason, ExternalError when the cluster was the reason. */
  query(args: readonly string[]): Promise<ExecResult>;
  /** Changes something, streaming to the log; any exit code is an answer. Aborting interrupts it. */
  change(args: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /** All revisions, oldest first; empty when there is no release. */
  history(): Promise<readonly Revision[]>;
  /** The manifest of a revision, without its hooks. */
  manifest(revision: number): Promise<string>;
  /** The hooks of a revision, as one YAML text. */
  hooks(revision: number): Promise<string>;
  /** The values that a revision was given, without the chart's own. They may be secrets. */
  values(revision: number): Promise<ValueTree>;
}

/** Where and how helm is run. */
export interface HelmHost {
  /** `helm` for the one on PATH, or its absolute path. */
  readonly program: string;
  readonly exec: Exec;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Default: the folder of this process. */
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/** Finds out which helm it is. @throws ToolError TOOL_MISSING, HELM_VERSION. */
export async function openHelm(host: HelmHost, target: ReleaseTarget): Promise<Helm> {
  const { program, cwd, env, exec, log } = host;
  const query = (args: readonly string[]): Promise<ExecResult> =>
    exec
      .run(program, args, {
        cwd,
        env,
        timeoutMs: QUERY_MS,
        signal: host.signal,
        reason: ({ stderr }) => helmReason(stderr),
      })
      .catch((error: unknown) => {
        throw explainHelm(error);
      });
  const asked = await query(['version', '--template', '{{.Version}}']);
  const version = asked.stdout.trim();
  const major = readMajor(version);
  if (major === undefined) {
    throw new ToolError({
      code: 'HELM_VERSION',
      unchecked: true,
      message: `${program === 'helm' ? 'helm on PATH' : 'helm'} is ${version === '' ? 'of an unknown version' : version}; ${supportedHelm} is needed`,
      hint: `install ${supportedHelm} in an earlier step, for example with azure/setup-helm`,
      argv: ['helm', 'version'],
    });
  }
  return {
    major,
    version,
    query,
    change: (args, signal) =>
      exec.run(program, args, {
        cwd,
        env,
        signal,
        killAfterMs: KILL_AFTER_MS,
        okCodes: 'any',
        onLine: (line, stream) => (stream === 'stderr' ? log.info(line) : log.debug(line)),
      }),
    async history() {
      try {
        return readHistory((await query(historyArgs(target))).stdout);
      } catch (error) {
        if (error instanceof ToolError && /release: not found/.test(error.message)) return [];
        throw error;
      }
    },
    async values(revision) {
      const given = JSON.parse((await query(valuesArgs(target, revision))).stdout) as unknown;
      return isTree(given) ? given : {};
    },
    manifest: async (revision) => (await query(manifestArgs(target, revision))).stdout,
    hooks: async (revision) => (await query(hooksArgs(target, revision))).stdout,
  };
}
