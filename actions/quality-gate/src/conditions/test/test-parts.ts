import type { PackageFiles } from '@fairlead/go';
import { type ModulePlan, nameAll, type Plan } from '../../plan/plan.ts';
import type { Rules } from '../../plan/rules.ts';

/** Packages of one module that one `go test` command tests. */
export interface MeasuredPart {
  readonly part: ModulePlan;
  /** It measures their coverage. */
  readonly isMeasured: boolean;
}

/**
 * The packages by what is asked of `go test`. Where nothing can run there is nothing to measure: asked for the coverage of a
 * package without tests, Go starts `go tool covdata` twice for it, a tenth of a second each time and most of a run in which
 * nothing changed. The coverage check counts its blocks as not reached. Such packages come first: no test has run yet
 * that could mend what does not compile. Pure.
 */
export function testParts(
  { modules }: Plan,
  rules: Pick<Rules, 'checks' | 'coveragePackages'>,
): MeasuredPart[] {
  if (!rules.checks.has('coverage')) return modules.map((part) => ({ part, isMeasured: false }));
  const parts = modules.flatMap((part) => splitModule(part, rules));
  return [...parts.filter(({ isMeasured }) => !isMeasured), ...parts.filter(({ isMeasured }) => isMeasured)];
}

function splitModule(part: ModulePlan, rules: Pick<Rules, 'coveragePackages'>): MeasuredPart[] {
  const idle = part.packages.filter((item) => isIdle(item, rules));
  const rest = part.packages.filter((item) => !isIdle(item, rules));
  if (idle.length === 0) return [{ part, isMeasured: true }];
  if (rest.length === 0) return [{ part, isMeasured: false }];
  return [
    { part: nameAll({ ...part, unreadable: [] }, idle), isMeasured: false },
    { part: nameAll(part, rest), isMeasured: true },
  ];
}

/**
 * Whether `go test` measures nothing of a package: it has no tests, and no others are to cover it. What imports "C" is left to
 * Go, for nobody else knows the blocks that cgo makes of it.
 */
export function isIdle(
  { files }: PackageFiles,
  { coveragePackages }: Pick<Rules, 'coveragePackages'>,
): boolean {
  return coveragePackages.length === 0 && files.tests.length === 0 && files.cgo.length === 0;
}
