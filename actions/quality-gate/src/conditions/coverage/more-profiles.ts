import { basename, join, relative } from 'node:path';
import { keptByGit, PolicyError, resolveInside, ToolError } from '@fairlead/core';
import { type CoverageProfile, parseCoverageProfile } from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import type { ExpectedCoverage } from './expected.ts';

/**
 * Profiles of runs beside the unit tests: text profiles, and folders that programs built with `go build -cover` have
 * written (GOCOVERDIR). What they say of files that the gate does not measure is left out.
 *
 * @throws ToolError, PolicyError for one that is not there, came with the code, or is of other sources.
 */
export async function readMoreProfiles(
  job: Job,
  { sources }: Pick<ExpectedCoverage, 'sources'>,
): Promise<readonly CoverageProfile[]> {
  const found: CoverageProfile[] = [];
  for (const path of job.rules.coverageProfiles) {
    const profile = parseCoverageProfile(await readOne(job, path));
    const blocks = profile.blocks.filter(({ file }) => sources.has(file));
    if (blocks.length === 0) throw refused(path, 'covers no file of the tested packages');
    found.push({ ...profile, blocks });
  }
  return found;
}

async function readOne({ ports, plan }: Job, path: string): Promise<string> {
  const { files, workspace, workingDirectory, exec, signal } = ports;
  const place = await resolveInside(files, workspace, path, workingDirectory);
  if (!place.inside) throw refused(path, 'leads out of the workspace');
  const info = await files.stat(place.path);
  if (info === undefined) throw refused(path, 'is not there');
  const names = info.kind === 'directory' ? await files.list(place.path) : [];
  const all = info.kind === 'directory' ? names.map((name) => join(place.real, name)) : [place.real];
  const [kept] = await keptByGit(ports, all);
  if (kept !== undefined)
    throw new PolicyError({
      code: 'GATE_NOT_CHECKED',
      message: `the coverage ${relative(workspace, kept[0])} ${kept[1]}: it came with the code and was not measured in this run`,
      hint: 'take it out of git, and let a step before this one write it',
      unchecked: true,
    });
  if (info.kind === 'file') return files.readText(place.path);
  if (!names.some((name) => name.startsWith('covmeta.'))) throw refused(path, 'holds no coverage data of Go');
  if (!names.some((name) => name.startsWith('covcounters.')))
    throw refused(
      path,
      'holds no counters: a program that is killed or panics writes none; end it by SIGTERM and let main return',
    );
  const folder = await files.makeTemporary('covdata-');
  try {
    const output = join(folder, `${basename(place.path)}.txt`);
    const args = ['tool', 'covdata', 'textfmt', `-i=${place.real}`, `-o=${output}`];
    await exec.run('go', args, { cwd: workingDirectory, env: plan.toolEnv, signal });
    return await files.readText(output);
  } finally {
    await files.remove(folder);
  }
}

function refused(path: string, problem: string): ToolError {
  return new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `the coverage ${path} ${problem}`,
    hint: 'see coverage-profiles in the README',
    argv: ['go', 'tool', 'covdata'],
  });
}
