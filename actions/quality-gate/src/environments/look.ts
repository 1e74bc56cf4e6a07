import { oncePer, readTextInside } from '@fairlead/core';
import type { GatePorts } from '../plan/ports.ts';
import { type ParsedEnvironments, parseEnvironments } from './parse-environments.ts';

type Ports = Pick<GatePorts, 'files' | 'workspace' | 'workingDirectory'>;

/** The file of environments, read once in a run. */
export const lookAtEnvironments: (ports: Ports, file: string) => Promise<ParsedEnvironments> = oncePer(
  async ({ files, workspace, workingDirectory }: Ports, file: string) => {
    const found = await readTextInside(files, workspace, file, workingDirectory);
    if (found.state === 'read') return parseEnvironments(found.text, file);
    const problem = found.state === 'absent' ? 'is not there' : found.problem;
    const allowed = 'a YAML file below the workspace';
    return {
      keys: new Map(),
      environments: new Map(),
      problems: [{ input: 'env-config', value: file, problem, allowed }],
    };
  },
);
