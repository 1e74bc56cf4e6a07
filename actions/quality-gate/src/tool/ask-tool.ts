import { isAbsolute, join, relative } from 'node:path';
import { type ExecResult, ToolError } from '@fairlead/core';
import { findMachineFault, machineFailure } from '@fairlead/go';
import type { Command } from '../plan/command.ts';
import type { GatePorts } from '../plan/ports.ts';
import type { Rules } from '../plan/rules.ts';

/**
 * Runs a tool to its end, whatever its exit code says; what that means, its adapter knows.
 *
 * @throws ToolError when it is not there, takes too long or is killed; the error of what the machine did to it.
 */
export async function askTool(
  { exec, signal }: Pick<GatePorts, 'exec' | 'signal'>,
  { program, args, cwd, env, about }: Command,
  { toolTimeout }: Pick<Rules, 'toolTimeout'>,
): Promise<ExecResult> {
  const result = await exec.run(program, args, {
    cwd,
    env,
    signal,
    timeoutMs: toolTimeout,
    okCodes: 'any',
  });
  const fault =
    result.exitCode === 0 ? undefined : findMachineFault(`${result.stderr}\nexit status ${result.exitCode}`);
  if (fault !== undefined) throw machineFailure(fault, `${program} looked at ${about}`);
  return result;
}

/** A tool that did not do its work. What it may have said about the code until then counts for nothing. */
export function toolBroke(
  { program, args, about }: Command,
  { exitCode, stdout, stderr }: ExecResult,
  problem: string,
): ToolError {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  const said = stderr.split('\n').findLast((line) => line.trim() !== '') ?? lines.at(-1);
  return new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `${program} ${problem} (exit code ${exitCode}, ${about})${said === undefined ? '' : `: ${said.trim().slice(0, 300)}`}`,
    hint: `run ${program} by hand with the command that the log shows`,
    argv: [program, ...args],
    exitCode,
    lastLines: lines.slice(-20),
  });
}

/** Where a tool's path is, relative to the workspace. Tools name files as they like: absolute, from their folder, from the top. */
export async function placeOf(
  { files, workspace }: Pick<GatePorts, 'files' | 'workspace'>,
  path: string,
  cwd: string,
): Promise<string> {
  const candidates = isAbsolute(path) ? [path] : [join(cwd, path), join(workspace, path)];
  for (const candidate of candidates)
    if ((await files.stat(candidate)) !== undefined) return relative(workspace, candidate);
  return relative(workspace, candidates[0] ?? path);
}

/** The JSON values that stand one after the other in a text, whatever is between their lines. @throws SyntaxError */
export function jsonStream(text: string): readonly unknown[] {
  const values: unknown[] = [];
  let [depth, start, quoted] = [0, -1, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"' && depth > 0) quoted = true;
    else if (character === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) values.push(JSON.parse(text.slice(start, at + 1)));
    } else if (depth === 0 && !/\s/.test(character ?? ''))
      throw new SyntaxError('it holds more than JSON objects');
  }
  if (depth > 0) throw new SyntaxError('it ends in the middle');
  return values;
}
