import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../paths.ts';
import { Problem } from '../problem.ts';

/** Tools that people start by hand; each is a program of a development dependency. */
const TOOLS = ['biome', 'changeset', 'vitest'];

/** `tool NAME …`: hands terminal and arguments to an installed tool. */
export function toolCommand([name = '', ...args]: readonly string[]): Promise<number> {
  if (!TOOLS.includes(name)) throw new Problem(`"${name}" is not one of ${TOOLS.join(', ')}`);
  const program = join(REPOSITORY_ROOT, 'node_modules/.bin', name);
  const child = spawn(program, args, { cwd: REPOSITORY_ROOT, stdio: 'inherit' });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done(code ?? 1));
  });
}
