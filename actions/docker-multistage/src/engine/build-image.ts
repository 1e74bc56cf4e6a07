import { join } from 'node:path';
import type { ImageContext } from '../context.ts';
import { explainFailure } from './build-failure.ts';
import { type BuildStep, readProgress } from './build-progress.ts';
import type { Engine } from './find-engine.ts';

/** Everything that a build is told. */
export interface BuildRequest {
  /** Absolute paths. */
  readonly context: string;
  readonly file: string;
  readonly target: string | undefined;
  readonly platform: string | undefined;
  readonly network: 'default' | 'none' | 'host';
  readonly arguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** A built image, in the engine's store. */
export interface BuiltImage {
  /** The engine's id: `sha256:` of the config, or of the manifest in engines with the containerd store. */
  readonly id: string;
  /** A name in the engine that no other job has. */
  readonly name: string;
  readonly steps: readonly BuildStep[];
}

/** The arguments of `docker build`. Pure. */
export function buildArgv(
  request: BuildRequest,
  driver: Engine['driver'],
  { idFile, name }: { readonly idFile: string; readonly name: string },
): readonly string[] {
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [name, value];
  const pairs = (name: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).flatMap(([key, value]) => [name, `${key}=${value}`]);
  return [
    'build',
    '--progress=plain',
    // attestations would turn one image into an index; builders in containers keep the image to themselves unless told
    ...(driver === 'buildx' ? ['--provenance=false', '--load'] : []),
    ...option('--iidfile', idFile),
    ...option('--file', request.file),
    ...option('--target', request.target),
    ...option('--platform', request.platform),
    ...option('--network', request.network === 'default' ? undefined : request.network),
    ...pairs('--build-arg', request.arguments),
    ...pairs('--label', request.labels),
    ...option('--tag', name),
    request.context,
  ];
}

type BuildContext = Pick<ImageContext, 'exec' | 'files' | 'log' | 'signal' | 'workspace' | 'reportFolder'>;

/** Builds with progress streamed to the log. @throws ToolError IMAGE_BUILD_FAILED that names step and reason. */
export async function buildImage(
  context: BuildContext,
  engine: Engine,
  request: BuildRequest,
  name: string,
): Promise<BuiltImage> {
  const { exec, files, log, signal, workspace } = context;
  const idFile = join(context.reportFolder, 'image-id');
  const argv = buildArgv(request, engine.driver, { idFile, name });
  const progress = readProgress();
  const onLine = (line: string): void => {
    if (progress.read(line)) log.info(line);
  };
  const options = {
    cwd: request.context,
    env: engine.env,
    signal,
    onLine,
    okCodes: 'any',
    discardStdout: true,
  } as const;
  const { exitCode } = await exec.run(engine.command, argv, options);
  if (exitCode !== 0) {
    const { context: folder, file, arguments: given } = request;
    const place = { context: folder, file, workspace, arguments: given };
    throw await explainFailure({ argv: ['docker', ...argv], exitCode, progress, ...place }, files);
  }
  return { id: (await files.readText(idFile)).trim(), name, steps: progress.steps() };
}
