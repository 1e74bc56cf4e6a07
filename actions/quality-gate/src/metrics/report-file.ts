import { relative } from 'node:path';
import { keptByGit, PolicyError, resolveInside, ToolError } from '@fairlead/core';
import type { GatePorts } from '../plan/ports.ts';

/** Bytes of a report that are read. */
const MOST_BYTES = 67_108_864;

/**
 * A report that an earlier step has written; undefined where there is none. One that git tracks came with the code, which
 * is not to say how good it is.
 *
 * @throws ToolError, PolicyError when it cannot be used.
 */
export async function readReport(
  ports: Pick<GatePorts, 'files' | 'git' | 'workspace' | 'workingDirectory'>,
  file: string,
): Promise<string | undefined> {
  const place = await resolveInside(ports.files, ports.workspace, file, ports.workingDirectory);
  if (!place.inside) throw refused(file, 'leads out of the workspace');
  const info = await ports.files.stat(place.path);
  if (info === undefined) return undefined;
  if (info.kind !== 'file') throw refused(file, 'is no file');
  if (info.size > MOST_BYTES) throw refused(file, `has ${info.size} bytes, at most ${MOST_BYTES} are read`);
  const kept = (await keptByGit(ports, [place.real])).get(place.real);
  if (kept !== undefined)
    throw new PolicyError({
      code: 'GATE_NOT_CHECKED',
      message: `the report ${relative(ports.workspace, place.path)} ${kept}: it came with the code and was not made in this run`,
      hint: 'take it out of git, and let a step before this one write it',
      unchecked: true,
    });
  return ports.files.readText(place.path);
}

function refused(file: string, problem: string): ToolError {
  return new ToolError({ code: 'GATE_NOT_CHECKED', message: `the report ${file} ${problem}`, argv: [] });
}
