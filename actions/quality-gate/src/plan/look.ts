import { resolve } from 'node:path';
import { type GoRun, readToolchain, settleGoenv, type Toolchain } from '@fairlead/go';
import type { GatePorts } from './ports.ts';

/** By the report, which a run has one of: each check is given a context of its own. */
const looked = new WeakMap<object, Promise<Toolchain>>();

type Ports = Pick<GatePorts, 'exec' | 'childEnv' | 'signal' | 'workingDirectory' | 'reportFolder' | 'report'>;

/** How go commands are run. */
export function goRun({ exec, childEnv, signal, workingDirectory }: Ports): GoRun {
  return { exec, signal, env: settleGoenv(childEnv, (path) => resolve(workingDirectory, path)) };
}

/** The Go on PATH, looked up once. */
export function lookAtGo(ports: Ports): Promise<Toolchain> {
  const known = looked.get(ports.report) ?? readToolchain(goRun(ports), ports.reportFolder);
  looked.set(ports.report, known);
  return known;
}
