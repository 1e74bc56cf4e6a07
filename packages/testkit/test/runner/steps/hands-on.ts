import { appendFileSync } from 'node:fs';

/** Not an action of ours: speaks to the runner by its files, as any program may. */
const isPost = process.env['STATE_isPost'] === 'true';
if (isPost) {
  console.log(`post has TOKEN_PATH=${process.env['TOKEN_PATH']}`);
  console.log(`post has PATH=${process.env['PATH']}`);
} else {
  const write = (name: string, line: string): void => appendFileSync(process.env[name] ?? '', `${line}\n`);
  write('GITHUB_STATE', 'isPost=true');
  write('GITHUB_ENV', 'TOKEN_PATH=/secret/place');
  write('GITHUB_PATH', '/one/bin');
  write('GITHUB_PATH', '/two/bin');
}
