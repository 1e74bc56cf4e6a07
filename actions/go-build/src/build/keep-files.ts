import type { Files } from '@fairlead/core';

/**
 * Lets work be done and puts files back as they were: `go mod download` adds to go.sum, and writes a go.mod anew that
 * has no go line. What was checked out is what is built, and git must not call it modified. Gives the files put back.
 */
export async function keepFiles<T>(
  files: Files,
  paths: readonly string[],
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly putBack: readonly string[] }> {
  const before = await Promise.all(paths.map((path) => readIfThere(files, path)));
  const putBack: string[] = [];
  const restore = async (): Promise<void> => {
    for (const [index, path] of paths.entries()) {
      const [was, is] = [before[index], await readIfThere(files, path)];
      if (was === undefined ? is === undefined : is !== undefined && was.content.equals(is.content)) continue;
      if (was === undefined) await files.remove(path);
      else await files.write(path, was.content, was.mode);
      putBack.push(path);
    }
  };
  try {
    return { value: await work(), putBack };
  } finally {
    await restore();
  }
}

async function readIfThere(
  files: Files,
  path: string,
): Promise<{ readonly content: Buffer; readonly mode: number } | undefined> {
  const there = await files.stat(path);
  if (there?.kind !== 'file') return undefined;
  return { content: Buffer.from(await files.readBytes(path)), mode: there.mode };
}
