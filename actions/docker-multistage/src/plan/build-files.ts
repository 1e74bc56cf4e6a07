import { relative, resolve } from 'node:path';
import { type InputProblem, outsideProblem, resolveInside } from '@fairlead/core';
import type { ImageContext, ImageInputs } from '../context.ts';
import { type Dockerfile, hasStage, readDockerfile } from '../dockerfile/read-dockerfile.ts';

/** Where the build reads from. */
export interface BuildFiles {
  /** Absolute path of the folder that is sent to the engine. */
  readonly context: string;
  /** Absolute path of the Dockerfile. */
  readonly file: string;
  readonly dockerfile: Dockerfile;
}

/** The files, or everything that is wrong with them. */
export type FilesReading = { readonly files: BuildFiles } | { readonly problems: readonly InputProblem[] };

type Place = Pick<ImageContext, 'files' | 'workspace' | 'workingDirectory'>;

/** Finds context and Dockerfile and reads the stages, so that a wrong path or stage is known before the build. */
export async function findBuildFiles(
  inputs: Pick<ImageInputs, 'context' | 'file' | 'target'>,
  place: Place,
): Promise<FilesReading> {
  const context = resolve(place.workingDirectory, inputs.context);
  const file =
    inputs.file === undefined ? resolve(context, 'Dockerfile') : resolve(place.workingDirectory, inputs.file);
  const wrongFolder = await checkFolder(inputs.context, context, place);
  if (wrongFolder !== undefined) return { problems: [wrongFolder] };
  if ((await place.files.stat(file))?.kind !== 'file')
    return { problems: [await missingFile(inputs.file, file, context, place)] };
  const outside = await checkLinks(inputs, { context, file }, place);
  if (outside !== undefined) return { problems: [outside] };
  const dockerfile = readDockerfile(await place.files.readText(file));
  const problem = checkStages(dockerfile, inputs.target, relative(place.workspace, file));
  return problem === undefined ? { files: { context, file, dockerfile } } : { problems: [problem] };
}

async function checkFolder(
  value: string,
  path: string,
  { files, workspace }: Place,
): Promise<InputProblem | undefined> {
  const outside = outsideProblem('context', value, await resolveInside(files, workspace, path));
  if (outside !== undefined) return outside;
  if ((await files.stat(path))?.kind === 'directory') return undefined;
  return { input: 'context', value, problem: 'is not a folder', allowed: 'a folder below the workspace' };
}

/** docker reads these files by itself, and follows links that whoever wrote the code has put there. */
async function checkLinks(
  inputs: Pick<ImageInputs, 'file'>,
  { context, file }: Pick<BuildFiles, 'context' | 'file'>,
  { files, workspace }: Place,
): Promise<InputProblem | undefined> {
  const value = inputs.file ?? relative(workspace, file);
  // BuildKit takes the ignore file beside the Dockerfile first
  const ignored = [`${file}.dockerignore`, resolve(context, '.dockerignore')];
  const found = outsideProblem('file', value, await resolveInside(files, workspace, file));
  if (found !== undefined) return found;
  for (const path of ignored) {
    const place = await resolveInside(files, workspace, path);
    if (!place.inside)
      return {
        ...outsideProblem('context', relative(workspace, path), place),
        input: 'context',
      } as InputProblem;
  }
  return undefined;
}

async function missingFile(
  written: string | undefined,
  file: string,
  context: string,
  { files, workspace, workingDirectory }: Place,
): Promise<InputProblem> {
  const value = relative(workspace, file);
  if ((await files.stat(file)) !== undefined)
    return { input: 'file', value, problem: 'is not a file', allowed: 'the path of a Dockerfile' };
  const inContext = resolve(context, written ?? '');
  if (written !== undefined && (await files.stat(inContext))?.kind === 'file') {
    const problem = 'there is no such Dockerfile; the path starts at working-directory, not at context';
    return { input: 'file', value, problem, allowed: `here: ${relative(workingDirectory, inContext)}` };
  }
  const names = (await files.list(context)).filter((name) => /dockerfile/i.test(name));
  const found = names.map((name) => relative(workingDirectory, resolve(context, name)));
  return {
    input: 'file',
    value,
    problem: 'there is no such Dockerfile',
    allowed:
      found.length > 0
        ? `here: ${found.join(', ')}`
        : 'the path of a Dockerfile; is the repository checked out?',
  };
}

function checkStages(
  dockerfile: Dockerfile,
  target: string | undefined,
  file: string,
): InputProblem | undefined {
  if (dockerfile.stages.length === 0) {
    return {
      input: 'file',
      value: file,
      problem: 'has no FROM',
      allowed: 'a Dockerfile with at least one stage',
    };
  }
  if (target === undefined || hasStage(dockerfile, target)) return undefined;
  const names = dockerfile.stages.map((stage) => stage.name).filter((name) => name !== undefined);
  const allowed = names.length > 0 ? `the stages of ${file}: ${names.join(', ')}` : `${file} names no stages`;
  return { input: 'target', value: target, problem: 'is not a stage', allowed };
}
