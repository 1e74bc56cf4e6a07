import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, run } from '@fairlead/devcluster';

/** A Go program and the name of the image that it becomes. */
export interface Program {
  /** Folder of the Go module. */
  readonly cwd: string;
  /** Package, relative to that folder. */
  readonly main: string;
  /** For the linker, in one string. */
  readonly flags: string;
  /** Registry, name and tag. */
  readonly tag: string;
}

/** Builds a Go program, puts it alone into an image and pushes it. Gives `name@sha256:…`. */
export async function pushProgram(cluster: Cluster, { cwd, main, flags, tag }: Program): Promise<string> {
  const context = await mkdtemp(join(tmpdir(), 'fairlead-program-'));
  try {
    await run(['go', 'build', '-trimpath', '-ldflags', flags, '-o', join(context, 'program'), main], {
      cwd,
      env: { ...process.env, CGO_ENABLED: '0' },
    });
    await writeFile(
      join(context, 'Dockerfile'),
      'FROM scratch\nCOPY program /program\nUSER 65532:65532\nENTRYPOINT ["/program"]\n',
    );
    return await pushContext(cluster, context, tag);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

/** Builds an image of a folder with a Dockerfile and pushes it. Gives `name@sha256:…`. */
export async function pushContext(cluster: Cluster, context: string, tag: string): Promise<string> {
  await cluster.exec(['docker', 'build', '-q', '-t', tag, context]);
  const pushed = await cluster.exec(['docker', 'push', tag]);
  const digest = /digest: (sha256:[0-9a-f]{64})/.exec(pushed.stdout)?.[1];
  if (digest === undefined) throw new Error(`no digest in: ${pushed.stdout}`);
  return `${tag.slice(0, tag.lastIndexOf(':'))}@${digest}`;
}
