/** Entry of `npm run cluster`. */
import { outliveReaders } from '@fairlead/core';
import { runCli } from './cli/main.ts';

outliveReaders(); // `up | head` must not stop a start half-way

process.exitCode = await runCli(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
