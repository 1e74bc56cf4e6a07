import { resolve } from 'node:path';
import { oncePer } from '@fairlead/core';
import { type GoRun, readToolchain, settleGoenv, type Toolchain } from '@fairlead/go';
import type { GatePorts } from './ports.ts';

type Ports = Pick<GatePorts, 'exec' | 'childEnv' | 'signal' | 'workingDirectory' | 'reportFolder'>;

/** How go commands are run. */
export function goRun({ exec, childEnv, signal, workingDirectory }: Ports): GoRun {
  return { exec, signal, env: settleGoenv(childEnv, (path) => resolve(workingDirectory, path)) };
}

/** The Go on PATH, looked up once in a run. */
export const lookAtGo: (ports: Ports) => Promise<Toolchain> = oncePer(async (ports: Ports) =>
  readToolchain(goRun(ports), ports.reportFolder),
);
