import { resolve } from 'node:path';
import { InputError, isWithin, outsideProblem, resolveInside } from '@fairlead/core';
import type { CanaryContext } from '../context.ts';
import { type Recorded, readRecorded } from '../simulate/recorded.ts';

/** Reads the report that `from-report` names. @throws InputError when nothing can be made of it */
export async function readRecording({
  inputs,
  files,
  workspace,
  workingDirectory,
}: CanaryContext): Promise<Recorded> {
  const { fromReport = '' } = inputs;
  const path = resolve(workingDirectory, fromReport);
  if (isWithin(workspace, path)) {
    const place = await resolveInside(files, workspace, path);
    const outside = outsideProblem('from-report', fromReport, place);
    if (outside !== undefined) throw new InputError([outside]);
  }
  let text: string;
  try {
    text = await files.readText(path);
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!gone && (error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    throw wrong(fromReport, gone ? 'does not exist' : 'is a folder');
  }
  const read = readRecorded(text);
  if ('problem' in read) throw wrong(fromReport, read.problem);
  return read;
}

function wrong(value: string, problem: string): InputError {
  return new InputError([
    { input: 'from-report', value, problem, allowed: 'the report.json of a run with `command: run`' },
  ]);
}

/** Judges what a file has in it, which may be anything. @throws InputError where the rules cannot make anything of it */
export function judging<T>({ inputs }: CanaryContext, judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw wrong(inputs.fromReport ?? '', 'has looks that this version does not know');
  }
}
