import { findProgram, installPackages, type Progress } from '@fairlead/devcluster';
import { Problem } from '../problem.ts';

/** Programs that make and run the machine, and the Debian package that has each. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  mmdebstrap: 'mmdebstrap',
  mke2fs: 'e2fsprogs',
};

/** Packages that are missing for it. */
export function missingVmPackages(
  has: (program: string) => boolean = (program) => findProgram(program) !== undefined,
): string[] {
  return Object.entries(PROGRAMS).flatMap(([program, name]) => (has(program) ? [] : name));
}

/** Installs what makes and runs the machine. Throws Problem where that cannot be. */
export async function requireVmPrograms(progress: Progress): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Problem('test:vm makes a machine with an x86-64 kernel: run it on Linux on x86-64');
  if (process.getuid?.() !== 0) throw new Problem('test:vm makes a disk as root sees it: run it as root');
  const missing = missingVmPackages();
  if (missing.length === 0) return;
  if (findProgram('apt-get') === undefined)
    throw new Problem(`install what Debian has in ${missing.join(', ')}, then run it again`);
  await installPackages(missing, () => missingVmPackages(), progress);
}
