import { PassThrough } from 'node:stream';
import { readLines } from '@fairlead/core';
import { expect, test } from 'vitest';
import { runChild } from '../../src/runner/run-child.ts';

test('lines are whole, however their bytes arrive, and the last needs no end', async () => {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
  const bytes = Buffer.from('⭐ Run one\ntwo\n\nthree…');
  for (const byte of bytes) stream.write(Buffer.from([byte]));
  stream.end();
  await new Promise((done) => stream.once('end', done));
  expect(lines).toEqual(['⭐ Run one', 'two', '', 'three…']);
});

/** A child that says which signals it hears, and ends by none of them. */
const DEAF =
  "for(const s of ['SIGINT','SIGTERM'])process.on(s,()=>console.log(s));console.log('up');setInterval(()=>{},1e3)";

test('a child that does not hear is asked more firmly, and ended at last', async () => {
  const running = runChild([process.execPath, '-e', DEAF], { cwd: '/', env: {} }, () => {});
  await running.waitFor(/^up/);
  running.process.kill('SIGINT');
  running.escalate([
    ['SIGTERM', 50],
    ['SIGKILL', 50],
  ]);
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL', log: 'up\nSIGINT\nSIGTERM\n' });
});
