import { fileURLToPath } from 'node:url';

/** Path of a script beside this module; it is TypeScript in the sources and JavaScript once compiled. */
export function scriptPath(name: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url));
}
