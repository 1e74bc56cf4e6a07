import { delimiter, join } from 'node:path';
import { oncePer, ToolError } from '@fairlead/core';
import type { ImageContext } from '../context.ts';

/** A docker command that can build, and the engine behind it. */
export interface Engine {
  /** Absolute path of the command. */
  readonly command: string;
  /** Environment of its children: BuildKit on, plain progress, maybe an own DOCKER_CONFIG. */
  readonly env: Readonly<Record<string, string>>;
  readonly clientVersion: string;
  readonly serverVersion: string;
  /** Who drives BuildKit: the command itself (up to 22), or its buildx plugin. */
  readonly driver: 'built-in' | 'buildx';
}

/** From this major version on, the docker command leaves BuildKit to the buildx plugin. */
const FIRST_WITHOUT_BUILT_IN = 23;

/** BuildKit came with 18.09. */
const FIRST_WITH_BUILDKIT = 19;

const ASK_TIMEOUT_MS = 30_000;

type EngineContext = Pick<ImageContext, 'exec' | 'files' | 'childEnv' | 'signal'>;

/** As `findEngine`, asked once in a run: the checks and the build need it. */
export const lookAtEngine: typeof findEngine = oncePer(findEngine);

/**
 * Finds the first docker command on PATH that can drive BuildKit, and asks its engine for a sign of life.
 *
 * @throws ToolError TOOL_MISSING, IMAGE_BUILDKIT_MISSING or IMAGE_ENGINE_UNREACHABLE
 */
export async function findEngine(context: EngineContext): Promise<Engine> {
  const commands = await dockersOnPath(context);
  if (commands.length === 0) throw missing();
  const versions: string[] = [];
  for (const command of commands) {
    const client = await askClient(context, command);
    if (client.driver !== undefined) {
      if (client.server === undefined) throw unreachable(command, client.said);
      const { version: clientVersion, server: serverVersion, driver } = client;
      return { command, clientVersion, serverVersion, driver, env: engineEnvironment(context.childEnv) };
    }
    versions.push(`${command} ${client.version}`);
  }
  throw new ToolError({
    code: 'IMAGE_BUILDKIT_MISSING',
    unchecked: true,
    message: `docker cannot drive BuildKit: ${versions.join(', ')} has no buildx plugin`,
    hint: 'install the package docker-buildx-plugin, or put another docker command on PATH',
    argv: ['docker', 'buildx', 'version'],
  });
}

function engineEnvironment(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...env, DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain', DOCKER_CLI_HINTS: 'false' };
}

async function dockersOnPath({ childEnv, files }: EngineContext): Promise<readonly string[]> {
  const folders = new Set(
    (childEnv['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/')),
  );
  const found: string[] = [];
  for (const folder of folders) {
    const candidate = join(folder, 'docker');
    // A folder that may not be looked into is passed by, as a shell does.
    const info = await files.stat(candidate).catch(() => undefined);
    if (info?.kind === 'file' && (info.mode & 0o111) !== 0) found.push(candidate);
  }
  return found;
}

interface Client {
  readonly version: string;
  readonly driver: Engine['driver'] | undefined;
  readonly server: string | undefined;
  readonly said: string;
}

async function askClient({ exec, childEnv, signal }: EngineContext, command: string): Promise<Client> {
  const options = { env: childEnv, signal, okCodes: 'any', timeoutMs: ASK_TIMEOUT_MS } as const;
  const answer = await exec.run(command, ['version', '--format', '{{json .}}'], options);
  const { Client, Server } = parseVersion(answer.stdout);
  const version = Client?.Version ?? 'of an unknown version';
  const major = Number.parseInt(version, 10);
  const hasPlugin = async (): Promise<boolean> =>
    (await exec.run(command, ['buildx', 'version'], options)).exitCode === 0;
  const driver = await driverOf(major, hasPlugin);
  return { version, driver, server: Server?.Version, said: answer.stderr.trim() };
}

async function driverOf(major: number, hasPlugin: () => Promise<boolean>): Promise<Client['driver']> {
  if (major >= FIRST_WITH_BUILDKIT && major < FIRST_WITHOUT_BUILT_IN) return 'built-in';
  return major >= FIRST_WITHOUT_BUILT_IN && (await hasPlugin()) ? 'buildx' : undefined;
}

interface VersionAnswer {
  readonly Client?: { readonly Version?: string } | null;
  readonly Server?: { readonly Version?: string } | null;
}

function parseVersion(text: string): VersionAnswer {
  try {
    return JSON.parse(text) as VersionAnswer;
  } catch {
    return {}; // the command printed an error only
  }
}

function missing(): ToolError {
  return new ToolError({
    code: 'TOOL_MISSING',
    message: 'docker is not on PATH',
    hint: 'use a runner with Docker 20.10 or newer (ubuntu-latest has it), or install it in an earlier step',
    argv: ['docker', 'version'],
  });
}

function unreachable(command: string, said: string): ToolError {
  const first = said.split('\n').find((line) => line.trim() !== '') ?? 'it gave no reason';
  const denied = /permission denied/i.test(said);
  return new ToolError({
    code: 'IMAGE_ENGINE_UNREACHABLE',
    unchecked: true,
    // the request itself, with the socket's path in URL form, says nothing to people
    message: `no docker engine answers: ${first.replace(/: (?:Get|Head|Post) "http:\/\/%2F.*$/, '')}`,
    hint: denied
      ? "add the runner's user to the group that owns the engine's socket (usually docker)"
      : 'start the engine (systemctl start docker), or set DOCKER_HOST to where it listens',
    argv: [command, 'version'],
    lastLines: said.split('\n'),
  });
}
