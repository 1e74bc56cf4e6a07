import { isAbsolute } from 'node:path';
import { classifyError, type FairleadError, ToolError } from '@fairlead/core';
import {
  dedupeErrors,
  findMachineFault,
  isFailedTool,
  machineFailure,
  parseCompileErrors,
  parseGoMessage,
  targetName,
} from '@fairlead/go';
import { findFullDisk } from '../faults/full-disk.ts';
import type { Batch } from '../plan/build-plan.ts';
import type { CompileOptions, StagedBatch } from './batch-result.ts';
import type { Printed } from './progress.ts';

/** Why a batch did not build: errors of the code, what the machine did, or the reason that Go gives. */
export async function explain(
  error: unknown,
  { target, moduleDir }: Batch,
  { text, parts }: Printed,
  options: CompileOptions,
): Promise<Omit<StagedBatch, 'compiled' | 'libraries'>> {
  const { workspace } = options;
  const nothing = { target, ready: [], errors: [], errorsCut: false, failure: undefined, fault: undefined };
  const byMachine = (fault: FairleadError) => ({ ...nothing, failure: fault.message, fault });
  const doing = `compiling for ${targetName(target)}`;
  if (!isFailedTool(error)) return byMachine(ended(error, doing));
  const fault = findMachineFault(text);
  if (fault !== undefined) return byMachine(machineFailure(fault, doing));
  const paths = { cwd: moduleDir, root: workspace };
  const errors = dedupeErrors(parts.flatMap((part) => parseCompileErrors(part, paths)));
  // a full cache of Go is told as errors in packages of Go itself, or not at all
  if (errors.every(({ file }) => isAbsolute(file))) {
    const full = await findFullDisk(options.files, options.scratch, doing);
    if (full !== undefined) return byMachine(full);
  }
  if (errors.length > 0) return { ...nothing, errors, errorsCut: /: too many errors$/m.test(text) };
  return { ...nothing, failure: parseGoMessage(text) ?? linkerMessage(text) ?? error.message };
}

/** What ended the go command itself. The kernel sends SIGKILL where the memory is used up. */
function ended(error: unknown, doing: string): FairleadError {
  return error instanceof ToolError && error.signal === 'SIGKILL'
    ? machineFailure({ code: 'TOOL_KILLED', line: error.message, hint: '' }, doing)
    : classifyError(error);
}

/** The linker speaks without a place: below the package's heading, which names the binary, the first line is the reason. */
function linkerMessage(text: string): string | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const at = lines.findIndex((line) => !line.startsWith('#'));
  const heading = /^# (\S+)/.exec(lines[at - 1] ?? '')?.[1];
  return heading === undefined ? lines[at] : `${heading}: ${lines[at]}`;
}
