import { relative, resolve } from 'node:path';
import type { Files, SourceLocation } from '@fairlead/core';
import type { Dockerfile } from '../dockerfile/read-dockerfile.ts';
import { lineOfStep } from '../dockerfile/steps.ts';
import type { BuildStep } from './build-progress.ts';
import { pulledImage, whereNamed } from './pulled-image.ts';

/** Where a build read from, as absolute paths. */
export interface BuildPlace {
  readonly context: string;
  readonly file: string;
  readonly workspace: string;
  /** Build arguments, which base images may depend on. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** A Go compiler's complaint: path, line, column. */
export const compilerLine: RegExp = /^(?:\.\/)?([\w./-]+\.go):(\d+)(?::(\d+))?: /;

/** What failed, and the file that told it to. */
export interface FailedStep {
  readonly step: BuildStep | undefined;
  readonly reason: string;
  readonly dockerfile: Dockerfile | undefined;
}

/** The line to look at: the source that a compiler complained about, else the instruction that failed. */
export async function locateFailure(
  { step, reason, dockerfile }: FailedStep,
  place: BuildPlace,
  files: Files,
): Promise<SourceLocation | undefined> {
  const source = await sourceLine(step, place, files);
  if (source !== undefined) return source;
  const line = dockerfile === undefined ? undefined : lineIn(dockerfile, step, reason, place.arguments);
  return line === undefined ? undefined : { file: relative(place.workspace, place.file), line };
}

function lineIn(
  dockerfile: Dockerfile,
  step: BuildStep | undefined,
  reason: string,
  given: BuildPlace['arguments'],
): number | undefined {
  if (step === undefined) return lineInReason(reason) ?? lineOfBase(dockerfile, reason);
  const image = pulledImage(step);
  if (image?.use === 'frontend') return dockerfile.syntax?.line;
  if (image !== undefined) return whereNamed(dockerfile, image, given)?.line;
  return lineOfStep(dockerfile, step.name, given) ?? lineInReason(reason);
}

/** Only when the same path exists in the context: images have folders of their own. */
async function sourceLine(
  step: BuildStep | undefined,
  { context, workspace }: BuildPlace,
  files: Files,
): Promise<SourceLocation | undefined> {
  for (const line of step?.output ?? []) {
    const [, name, row, column] = compilerLine.exec(line) ?? [];
    if (name === undefined) continue;
    const path = resolve(context, name);
    if (!path.startsWith(`${context}/`) || (await files.stat(path))?.kind !== 'file') continue;
    const place = column === undefined ? {} : { column: Number(column) };
    return { file: relative(workspace, path), line: Number(row), ...place };
  }
  return undefined;
}

/** The frontend names the line of what it cannot parse. */
export function lineInReason(reason: string): number | undefined {
  if (!/parse error/i.test(reason)) return undefined;
  const line = /(?:parse error (?:on )?line |:)(\d+)(?::|\b)/.exec(reason)?.[1];
  return line === undefined ? undefined : Number(line);
}

/** A base that an argument without value leaves half empty is quoted, with the values put in. */
function lineOfBase({ stages }: Dockerfile, reason: string): number | undefined {
  if (/base name \((.*)\) should not be blank/.test(reason)) {
    const [, written] = /base name \((.*)\) should/.exec(reason) ?? [];
    return stages.find((stage) => stage.base === written)?.line;
  }
  const [, start] = /failed to parse (?:stage name|base name) "([^"]*)"/.exec(reason) ?? [];
  if (start === undefined) return undefined;
  return stages.find(({ base }) => base.includes('$') && start.startsWith(base.slice(0, base.indexOf('$'))))
    ?.line;
}
