import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFunctions, measureCoverage, measurePatch, parseCoverageProfile } from '@fairlead/go';
import { run } from '../../system/run.ts';
import type { Pace } from './bars.ts';

/** As many blocks as a large repository has, each written by as many test binaries as `-coverpkg=./...` makes. */
const SIZE = { packages: 100, functions: 111, copies: 18 } as const;
const ROUNDS = 3;

/**
 * A profile of 200,000 lines: read, merged and measured by function, with the coverage of a change to every file, against
 * `go tool cover -func` of the same profile. Seconds of both, summed over the rounds.
 */
export async function paceOfProfile(scratch: string): Promise<Pace> {
  const folder = join(scratch, 'profile');
  const sources = await writeModule(folder);
  const path = join(folder, 'all.out');
  const sums = { gate: 0, plain: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    measure(await readFile(path, 'utf8'), sources);
    sums.gate += (performance.now() - started) / 1000;
    sums.plain += (await run(['go', 'tool', 'cover', `-func=${path}`], { cwd: folder })).seconds;
  }
  return sums;
}

/** What the gate does with a profile. */
function measure(text: string, sources: ReadonlyMap<string, string>): void {
  const { blocks, mode } = parseCoverageProfile(text);
  measureCoverage({ blocks, mode }, (file) => ({ path: file, source: sources.get(file) }));
  const byFile = Map.groupBy(blocks, ({ file }) => file);
  const added = new Set(Array.from({ length: 200 }, (_, index) => index + 1));
  measurePatch(
    [...sources].map(([path, source]) => ({ path, source, blocks: byFile.get(path) ?? [], added })),
  );
}

/** Sources by the name that the profile gives them. */
async function writeModule(folder: string): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  const lines: string[] = [];
  for (let index = 0; index < SIZE.packages; index++) {
    const body = Array.from(
      { length: SIZE.functions },
      (_, own) => `func F${own}(x int) int {\n\treturn x + ${own}\n}\n`,
    );
    const source = `package p${index}\n\n${body.join('\n')}`;
    const name = `example.com/m/p${index}/p.go`;
    sources.set(name, source);
    await mkdir(join(folder, `p${index}`), { recursive: true });
    await writeFile(join(folder, `p${index}`, 'p.go'), source);
    for (const { startLine, endLine, endColumn } of findFunctions(source))
      lines.push(`${name}:${startLine}.${20 + String(startLine).length},${endLine}.${endColumn} 1 `);
  }
  const copies = Array.from({ length: SIZE.copies }, (_, copy) =>
    lines.map((line, index) => `${line}${(index + copy) % 2}`),
  );
  await writeFile(join(folder, 'go.mod'), 'module example.com/m\n\ngo 1.24\n');
  await writeFile(join(folder, 'all.out'), `mode: set\n${copies.flat().join('\n')}\n`);
  return sources;
}
