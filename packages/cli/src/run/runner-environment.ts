import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { errorMessage, readFileCommands } from '@fairlead/core';

type Variables = Readonly<Record<string, string>>;

/** Variables of another runner, or of a shell that played one, are none of this run's. */
const FOREIGN = /^(GITHUB|INPUT|STATE|RUNNER|ACTIONS)_/i;
const FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;

/** Where a run on this machine keeps what a runner would. */
export interface Places {
  readonly workspace: string;
  /** For the files between runner and step, and what the action puts there for a while; removed afterwards. */
  readonly temp: string;
  /** For reports; kept. */
  readonly reports: string;
  /** For tools that the action fetches; kept for the next run. */
  readonly tools: string;
}

/** What main hands on to post, as a runner does. */
export interface Carried {
  readonly state: Variables;
  readonly env: Variables;
  readonly path: readonly string[];
}

export const NOTHING_CARRIED: Carried = { state: {}, env: {}, path: [] };

/** What a phase said through its files. */
export interface Said extends Carried {
  readonly outputs: Variables;
  /** Markdown. */
  readonly summary: string;
  /** What a runner would refuse in them; what the other files say counts all the same. */
  readonly problems: readonly string[];
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'X64', arm64: 'ARM64', arm: 'ARM' };

/** The environment of one phase: that of the user, with a runner of this machine's own. */
export function phaseEnvironment(
  user: Readonly<Record<string, string | undefined>>,
  given: {
    readonly event: Variables;
    readonly inputs: Variables;
    readonly places: Places;
    readonly carried: Carried;
  },
  phase: 'main' | 'post',
): Record<string, string> {
  const { event, inputs, places, carried } = given;
  const own = Object.entries(user).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !FOREIGN.test(entry[0]),
  );
  const path = [...carried.path.toReversed(), user['PATH'] ?? '']
    .filter((part) => part !== '')
    .join(delimiter);
  return {
    ...Object.fromEntries(own),
    FAIRLEAD_REPORTS: places.reports,
    ...carried.env,
    PATH: path,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: places.workspace,
    RUNNER_OS: SYSTEMS[process.platform] ?? process.platform,
    RUNNER_ARCH: PROCESSORS[process.arch] ?? process.arch.toUpperCase(),
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_TEMP: join(places.temp, 'temp'),
    RUNNER_TOOL_CACHE: places.tools,
    ...event,
    ...Object.fromEntries(FILES.map((name) => [name, join(places.temp, phase, name)])),
    GITHUB_EVENT_PATH: join(places.temp, 'event.json'),
    ...prefixed('INPUT_', inputs, (name) => name.toUpperCase()),
    ...prefixed('STATE_', carried.state, (name) => name),
  };
}

function prefixed(
  prefix: string,
  values: Variables,
  spell: (name: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}${spell(name)}`, value]),
  );
}

/** Makes what the environment of a phase names. */
export async function makePhaseFiles(
  places: Places,
  phase: 'main' | 'post',
  payload: unknown,
): Promise<void> {
  for (const folder of [join(places.temp, phase), join(places.temp, 'temp')])
    await mkdir(folder, { recursive: true });
  for (const name of FILES) await writeFile(join(places.temp, phase, name), '', { mode: 0o600 });
  await writeFile(join(places.temp, 'event.json'), JSON.stringify(payload));
}

/** Reads what a phase said, file by file: one that is broken must not keep post from what main has begun. */
export async function readPhaseFiles(places: Places, phase: 'main' | 'post'): Promise<Said> {
  const text = (name: (typeof FILES)[number]): Promise<string> =>
    readFile(join(places.temp, phase, name), 'utf8');
  const problems: string[] = [];
  const read = async (name: (typeof FILES)[number]): Promise<Variables> => {
    try {
      return readFileCommands(await text(name));
    } catch (error) {
      problems.push(`${name} cannot be read: ${errorMessage(error)}`);
      return {};
    }
  };
  return {
    problems,
    outputs: await read('GITHUB_OUTPUT'),
    state: await read('GITHUB_STATE'),
    env: await read('GITHUB_ENV'),
    path: (await text('GITHUB_PATH')).split('\n').filter((line) => line !== ''),
    summary: await text('GITHUB_STEP_SUMMARY'),
  };
}

/** Removes what was only for the run. */
export async function removeTemporary({ temp }: Places): Promise<void> {
  await rm(temp, { recursive: true, force: true });
}
