import { cp, mkdir, rm } from 'node:fs/promises';
import { makeWorkspace, startCacheService } from '@fairlead/testkit';
import type { Pair } from './bars.ts';
import { historyOf } from './history.ts';
import { buildOurs, buildSetupGo, type Measure, measure, type Side } from './measure.ts';
import type { Program } from './program.ts';

/** How a history is played. */
export interface Play {
  readonly program: Program;
  /** Even and odd rounds begin with another side. */
  readonly round: number;
  /** Bytes that a cache service carries in a second. */
  readonly bytesPerSecond: number | undefined;
  /** Home of a machine that has nothing yet. */
  readonly home: string;
  /** The script of the way of setup-go. */
  readonly script: string;
  readonly tell: (line: string) => void;
}

/** Takes a program through its history on both sides, each with a cache service of its own on loopback. */
export async function playHistory(play: Play): Promise<readonly Pair[]> {
  const { program, round, bytesPerSecond, home, script, tell } = play;
  const workspace = await makeWorkspace();
  const services = [
    await startCacheService({ bytesPerSecond }),
    await startCacheService({ bytesPerSecond }),
  ] as const;
  const aside = `${home}s`;
  await mkdir(aside);
  const place = { workspace: workspace.folder, home, aside, program };
  const theirs: Side = {
    name: 'setup-go',
    service: services[0],
    build: (commit, env) => buildSetupGo(commit, env, place, script),
  };
  const ours: Side = {
    name: 'ours',
    service: services[1],
    build: (commit, env) => buildOurs(commit, env, place),
  };
  try {
    if (program.folder !== undefined) await cp(program.folder, workspace.folder, { recursive: true });
    const pairs: Pair[] = [];
    let { files } = program;
    for (const [index, commit] of historyOf(program).entries()) {
      files = commit.change(files);
      for (const [file, text] of Object.entries(files)) await workspace.write(file, text);
      const measured = new Map<Side, Measure>();
      for (const side of (index + round) % 2 === 0 ? [theirs, ours] : [ours, theirs])
        measured.set(side, await measure(side, commit, place));
      const of = (side: Side): Measure => measured.get(side) as Measure;
      pairs.push({ name: commit.name, kind: commit.kind, theirs: of(theirs), ours: of(ours) });
      tell(`${commit.name}: ${of(theirs).cpu.toFixed(1)} and ${of(ours).cpu.toFixed(1)} CPU seconds`);
    }
    return pairs;
  } finally {
    for (const service of services) await service.close();
    await workspace.remove();
    for (const folder of [home, aside]) await rm(folder, { recursive: true, force: true });
  }
}
