import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The variables that a runner sets for a step, for a push to main of `acme/orders`. */
export function runnerEnvironment(workspace: string, temp: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: join(temp, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/orders',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_RUN_ID: '1001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'test',
    GITHUB_ACTOR: 'octocat',
    GITHUB_WORKFLOW: 'pipeline',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    RUNNER_NAME: 'forged',
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: join(temp, 'temp'),
    RUNNER_TOOL_CACHE: join(temp, 'tools'),
  };
}

/** The files through which a step and its runner speak, by the variable that names each. */
export interface RunnerFiles {
  readonly GITHUB_OUTPUT: string;
  readonly GITHUB_STATE: string;
  readonly GITHUB_ENV: string;
  readonly GITHUB_PATH: string;
  readonly GITHUB_STEP_SUMMARY: string;
  readonly GITHUB_EVENT_PATH: string;
}

/** Makes the files of one phase, with the event's payload in its own. */
export async function makeRunnerFiles(folder: string, payload: unknown): Promise<RunnerFiles> {
  await mkdir(folder, { recursive: true });
  const files: RunnerFiles = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_ENV: join(folder, 'env'),
    GITHUB_PATH: join(folder, 'path'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
  };
  for (const file of Object.values(files)) await writeFile(file, '');
  await writeFile(files.GITHUB_EVENT_PATH, JSON.stringify(payload));
  return files;
}

/** Inputs and state as a runner hands them over; `declared` are the inputs that nobody gave a value. */
export function stepVariables(
  inputs: Readonly<Record<string, string>>,
  state: Readonly<Record<string, string>>,
  declared: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const inputEntries = Object.entries({ ...declared, ...inputs }).map(([name, value]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ]);
  const stateEntries = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
  return Object.fromEntries([...inputEntries, ...stateEntries]) as Record<string, string>;
}

/**
 * The inputs of an `action.yml` as our generator writes it, with their defaults. A real runner sets every one of them:
 * an input that the workflow does not give and that has no default is there and empty. Expressions are not evaluated,
 * they count as empty.
 */
export function readDeclaredInputs(actionYml: string): Record<string, string> {
  const block = /^inputs:\n((?: .*\n|\n)*)/m.exec(actionYml)?.[1] ?? '';
  const found: Record<string, string> = {};
  let name = '';
  for (const line of block.split('\n')) {
    name = /^ {2}([\w-]+):/.exec(line)?.[1] ?? name;
    if (/^ {2}[\w-]+:/.test(line)) found[name] = '';
    const value = /^ {4}default: (.*)$/.exec(line)?.[1];
    if (value !== undefined && !value.includes('${{')) found[name] = value.replace(/^(["'])(.*)\1$/, '$2');
  }
  return found;
}
