import {
  ExternalError,
  type FairleadError,
  KILLED_HINT,
  type MinedEnding,
  minedEnding,
  ToolError,
} from '@fairlead/core';

/** A message with a place speaks of the code, whatever words of the code it repeats. */
const HAS_PLACE = /^\s*(?:vet: )?\S[^:]*\.\w+:\d+(:\d+)?: /;

/** Longer reasons are cut. */
const LONGEST = 300;

/**
 * Finds in the words of the go command, its compilers and its linker what the machine did to them: no room on a disk, or
 * killed, mostly for want of memory. The code is not at fault then, and advice about it would be false.
 */
export function findMachineFault(text: string): MinedEnding | undefined {
  const lines = text.split('\n').filter((line) => !HAS_PLACE.test(line));
  const found = minedEnding(lines.join('\n')) ?? killedCompilerOfC(lines);
  return found === undefined ? undefined : { ...found, line: tidy(found.line) };
}

/** gcc and its linker tell it in words of their own, in a line that begins with their names. */
function killedCompilerOfC(lines: readonly string[]): MinedEnding | undefined {
  const line = lines.find((text) =>
    /Killed signal terminated program|terminated with signal 9 \[Killed\]/.test(text),
  );
  return line === undefined ? undefined : { code: 'TOOL_KILLED', line: line.trim(), hint: KILLED_HINT };
}

/** `go list` puts the pattern that it was reading in front, the linker our temporary folder. */
function tidy(line: string): string {
  const bare = line.replace(/^(?:go: )?(?:pattern \S+: )?/, '').replace(/^go: /, '');
  return bare.length <= LONGEST ? bare : `${bare.slice(0, LONGEST - 1)}…`;
}

const MEMORY_HINT =
  'most likely the memory is used up: set concurrency: 1, set GOFLAGS: -p=1 in env so that Go compiles one package at a time, or take a runner with more memory';
const DISK_HINT =
  'make room on the runner or take a larger one; GOCACHE, GOMODCACHE, TMPDIR and GOTMPDIR in env move what Go writes';

/** The error for what the machine did while something was done: `compiling for linux/amd64`. */
export function machineFailure({ code, line }: MinedEnding, doing: string): FairleadError {
  if (code === 'DISK_FULL')
    return new ExternalError({
      code: 'DISK_FULL',
      message: `the disk is full while ${doing}: ${line}`,
      hint: DISK_HINT,
      details: [line],
    });
  return new ToolError({
    code: 'TOOL_KILLED',
    message: `a program was killed while ${doing}: ${line}`,
    hint: MEMORY_HINT,
    argv: ['go'],
    lastLines: [line],
  });
}
