import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createProgress, createToolbox, tools } from '@fairlead/devcluster';
import { buildReleaseTree } from '@fairlead/devtools';
import {
  type ActOptions,
  type ActResult,
  type GitWorkspace,
  initGit,
  openWorkspace,
  runAct,
} from '@fairlead/testkit';
import { afterAll, beforeAll } from 'vitest';

/** Go without a network, and without a C compiler. */
const OFFLINE = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOPROXY: 'off', CGO_ENABLED: '0' };

/** How one workflow is run; the rest is the lab's. */
export type LabRun = Partial<Omit<ActOptions, 'binary' | 'repository' | 'workflow' | 'tree' | 'state'>> & {
  /** What the event brings, beside the repository's default branch. */
  readonly payload?: object;
};

/** A git repository whose workflows are run. */
export interface ActRepository extends GitWorkspace {
  /** Runs a workflow of `.github/workflows` as GitHub would by the event. */
  run(file: string, event: string, options?: LabRun): Promise<ActResult>;
}

/** Real act and the release tree: for workflows that need no cluster. */
export interface ActLab {
  /** Is removed with the lab. */
  readonly folder: string;
  /** A repository with one commit, of these files. */
  open(name: string, files: Readonly<Record<string, string>>): Promise<ActRepository>;
  close(): Promise<void>;
}

/** Opens a lab before the tests of a file and closes it after them. */
export function useActLab(): () => ActLab {
  let lab: ActLab | undefined;
  beforeAll(async () => {
    lab = await openActLab();
  });
  afterAll(() => lab?.close());
  return () => {
    if (lab === undefined) throw new Error('the lab is open only while tests run');
    return lab;
  };
}

async function openActLab(): Promise<ActLab> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-act-'));
  const progress = createProgress({ write: (line) => console.log(line) });
  const toolbox = createToolbox({ progress });
  const [{ path: binary }, go, tree] = await Promise.all([
    toolbox.ensure(tools.act),
    toolbox.go(),
    buildReleaseTree({ out: join(folder, 'tree'), progress }),
  ]);
  const path = [dirname(process.execPath), '/usr/bin', '/bin', join(go.root, 'bin')].join(delimiter);
  const run = async (
    { folder: repository }: GitWorkspace,
    file: string,
    event: string,
    { payload = {}, env = {}, ...options }: LabRun = {},
  ): Promise<ActResult> => {
    const eventFile = join(await mkdtemp(join(folder, 'event-')), 'event.json');
    await writeFile(eventFile, JSON.stringify({ repository: { default_branch: 'main' }, ...payload }));
    return runAct({
      binary,
      tree,
      path,
      repository,
      workflow: `.github/workflows/${file}`,
      event,
      eventFile,
      state: join(folder, 'state'),
      env: { ...OFFLINE, TMPDIR: tmpdir(), ...env },
      ...options,
    });
  };
  return {
    folder,
    async open(name, files) {
      const workspace = openWorkspace(join(folder, 'repositories', name));
      for (const [file, text] of Object.entries(files)) await workspace.write(file, text);
      const repository = await initGit(workspace);
      await repository.commit('first');
      return { ...repository, run: (...how) => run(repository, ...how) };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Why a run was not green: the last lines of each step that failed, and what act said itself. */
export function storyOf({ run: { steps, messages } }: ActResult): string {
  const failed = steps.filter(({ result }) => result === 'failure');
  return [...failed.flatMap(({ log }) => log.slice(-20)), ...messages].join('\n');
}

/** The jobs in which a step ran, by how they ended. */
export function jobsOf({ run: { jobs } }: ActResult): Readonly<Record<string, unknown>> {
  return Object.fromEntries(jobs.map(({ id, result }) => [id.split('/').at(-1) ?? id, result]));
}
