import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createPause } from '@fairlead/core';
import { type Plan, packagesOf } from '../plan/plan.ts';
import type { GatePorts } from '../plan/ports.ts';
import type { PackageSource } from './likelihood.ts';

/** Where the imports of a file are over: they stand before everything else that is declared. */
const DECLARATION = /^(?:func|type|var|const)\b/m;

/** Reads what each package of the plan is made of, and which others of the plan it imports. */
export async function readPackageSources(
  { files, signal }: Pick<GatePorts, 'files' | 'signal'>,
  plan: Pick<Plan, 'modules'>,
): Promise<readonly PackageSource[]> {
  const all = packagesOf(plan);
  const known = new Set(all.map(({ importPath }) => importPath));
  const pause = createPause(signal);
  const sources: PackageSource[] = [];
  for (const { importPath, dir, files: names } of all) {
    const hash = createHash('sha256');
    const imports = new Set<string>();
    for (const name of [...names.go, ...names.cgo, ...names.tests].sort()) {
      await pause();
      const text = await files.readText(join(dir, name));
      hash.update(JSON.stringify([name, text]));
      for (const path of importsOf(text)) if (known.has(path) && path !== importPath) imports.add(path);
    }
    sources.push({ importPath, hash: hash.digest('hex').slice(0, 32), imports: [...imports] });
  }
  return sources;
}

/** Every string in front of the first declaration: imports, and what comments quote, which is no package of ours. */
function importsOf(text: string): readonly string[] {
  const end = text.search(DECLARATION);
  const head = end < 0 ? text : text.slice(0, end);
  return [...head.matchAll(/"([^"\s]+)"|`([^`\s]+)`/g)].map(([, quoted, raw]) => quoted ?? raw ?? '');
}
