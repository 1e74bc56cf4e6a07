import { closeSync, openSync, readSync } from 'node:fs';

/** Whether a program begins with `#!`: what it does, other files decide. */
export function isScript(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(2);
    return readSync(file, start) === 2 && start.toString('latin1') === '#!';
  } finally {
    closeSync(file);
  }
}
