import { readFileSync } from 'node:fs';
import { run } from './run.ts';

/** Mount points listed in the text of /proc/self/mountinfo, in mount order. */
export function parseMountPoints(mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4])
    .filter((path) => path !== undefined)
    .map((path) =>
      path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    );
}

/** Mount points at or below any of the folders, the deepest and latest first. */
export function mountsBelow(folders: readonly string[]): string[] {
  const points = parseMountPoints(readFileSync('/proc/self/mountinfo', 'utf8'));
  return points
    .filter((point) => folders.some((folder) => point === folder || point.startsWith(`${folder}/`)))
    .reverse();
}

/** Unmounts everything at or below the folders; what is busy is detached. */
export async function unmountBelow(folders: readonly string[]): Promise<void> {
  for (let round = 0; round < 5; round++) {
    const points = mountsBelow(folders);
    if (points.length === 0) return;
    await run(['umount', ...points], { allowedCodes: [1, 32] });
    const left = mountsBelow(folders);
    if (left.length > 0) await run(['umount', '--lazy', ...left], { allowedCodes: [1, 32] });
  }
}
