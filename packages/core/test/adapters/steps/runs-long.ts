import { createProcessExec, Redactor } from '../../../src/index.ts';

// Runs what it is told, for a test that kills it meanwhile.
const exec = createProcessExec({ env: { PATH: process.env['PATH'] ?? '' }, redactor: new Redactor() });
await exec.run('true', []);
await exec.run('/bin/sh', ['-c', process.argv[2] ?? ''], { onLine: (line) => console.log(line) });
