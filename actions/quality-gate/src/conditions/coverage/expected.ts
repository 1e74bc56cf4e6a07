import { join } from 'node:path';
import { ToolError } from '@fairlead/core';
import {
  type BlockSource,
  findFunctions,
  isFailedTool,
  type ListedBlock,
  listBlocks,
  type PackageFiles,
} from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import type { ModulePlan } from '../../plan/plan.ts';
import { isIdle } from '../test/test-parts.ts';
import { listCoveredPackages } from './covered-packages.ts';

/** What the profile must have. */
export interface ExpectedCoverage {
  readonly blocks: readonly ListedBlock[];
  /** Those of packages that nothing runs of: no test command writes them, and they are not reached. */
  readonly idle: readonly ListedBlock[];
  /** Absolute paths of the sources by the name that the profile gives them. A //line directive makes them differ. */
  readonly sources: ReadonlyMap<string, ReadonlySet<string>>;
  /** Functions of files that import "C": what cgo makes of them may have further blocks. */
  readonly cgo: readonly CgoFunction[];
}

/** A function that must have a block. */
export interface CgoFunction {
  /** As the profile names it. */
  readonly file: string;
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** Asks the cover tool which blocks the packages have, before any test can change the sources. */
export async function expectCoverage(job: Job): Promise<ExpectedCoverage> {
  const { plan, rules } = job;
  const blocks: ListedBlock[] = [];
  const idle: ListedBlock[] = [];
  const cgo: CgoFunction[] = [];
  const sources = new Map<string, Set<string>>();
  const add = (name: string, path: string): void => {
    const known = sources.get(name) ?? new Set();
    sources.set(name, known.add(path));
  };
  for (const part of plan.modules) {
    const packages =
      rules.coveragePackages.length === 0 ? part.packages : await listCoveredPackages(job, part);
    const cover = await findCoverTool(job, part);
    const tool = { ...job.ports, env: part.env, cover };
    const found = await listBlocks(tool, packages.map(blockSource));
    for (const [index, item] of packages.entries()) {
      const own = found[index] ?? [];
      for (const block of own) blocks.push(block);
      if (isIdle(item, rules)) for (const block of own) idle.push(block);
      for (const name of item.files.go) add(`${item.importPath}/${name}`, join(item.dir, name));
      for (const name of item.files.cgo) {
        add(`${item.importPath}/${name}`, join(item.dir, name));
        const source = await job.ports.files.readText(join(item.dir, name));
        cgo.push(...findFunctions(source).map((own) => ({ ...own, file: `${item.importPath}/${name}` })));
      }
    }
  }
  for (const block of blocks) add(block.file, block.source);
  return { blocks, idle, sources, cgo };
}

function blockSource({ importPath, name, dir, files }: PackageFiles): BlockSource {
  return { importPath, name, dir, files: files.go };
}

/** The cover tool of the Go that runs in a module: a go.mod may make it switch to another one. */
async function findCoverTool({ ports }: Job, { cwd, env }: ModulePlan): Promise<string> {
  const args = ['tool', '-n', 'cover'];
  try {
    const { stdout } = await ports.exec.run('go', args, { cwd, env, signal: ports.signal });
    return stdout.trim();
  } catch (error) {
    if (!isFailedTool(error)) throw error;
    throw new ToolError({
      code: 'GATE_NOT_CHECKED',
      message: `this Go has no cover tool: ${error.lastLines.at(-1) ?? error.message}`,
      argv: ['go', ...args],
    });
  }
}
