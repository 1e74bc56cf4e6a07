import type { FileInfo, Files } from '@fairlead/core';

/**
 * Whether a file is a pointer of Git LFS: what git itself holds, and what a checkout without LFS leaves in the place of the
 * content. A pointer has less than 1024 bytes (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
 */
export async function isLfsPointer(
  files: Files,
  path: string,
  { size }: Pick<FileInfo, 'size'>,
): Promise<boolean> {
  return size < 1024 && (await files.readText(path)).startsWith('version https://git-lfs.github.com/spec/');
}
