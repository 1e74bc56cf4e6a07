import { join } from 'node:path';
import { declaredTests, type PackageTests } from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import { packagesOf } from '../../plan/plan.ts';
import { selectedTests } from './selection.ts';

/** The tests that the test files of every planned package declare and that must run, by package. */
export async function findDeclaredTests({ ports, plan, rules }: Job): Promise<readonly PackageTests[]> {
  const isSelected = selectedTests(rules.testArgs);
  const found: PackageTests[] = [];
  for (const { importPath, dir, files } of packagesOf(plan)) {
    const sources = await Promise.all(files.tests.map((name) => ports.files.readText(join(dir, name))));
    found.push({ package: importPath, tests: sources.flatMap(declaredTests).filter(isSelected) });
  }
  return found;
}
