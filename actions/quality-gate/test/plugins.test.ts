import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodeFiles, createProcessExec, Redactor, type TrustLevel } from '@fairlead/core';
import { createFakeGit } from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plugins } from '../src/conditions/plugins/check.ts';
import { jobOf } from './support/job-of.ts';

const BASE = 'b'.repeat(40);
const GOOD = `export default {
  name: 'headers',
  version: 1,
  execute: ({ goFiles }) => ({ status: 'passed', reason: goFiles.length + ' files have a header' }),
};`;

let [root, outside] = ['', ''];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-plugins-'));
  outside = await mkdtemp(join(tmpdir(), 'fairlead-plugins-'));
});
afterEach(async () => {
  for (const folder of [root, outside]) await rm(folder, { recursive: true });
});

interface World {
  readonly level?: TrustLevel;
  /** The text of tools/check.mjs in the base commit. */
  readonly base?: string;
  readonly named?: readonly string[];
  readonly toolTimeout?: number;
}

/** What plug-ins of these texts, by their path, say as processes of their own. */
async function judged(
  files: Readonly<Record<string, string>>,
  { level = 'trusted', base, named = Object.keys(files), toolTimeout = 60_000 }: World = {},
) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const { job, lines } = jobOf({
    settings: { plugins: named, toolTimeout },
    plan: { goFiles: ['a.go', 'b/b.go'], toolEnv: { PATH: process.env['PATH'] ?? '' } },
  });
  Object.assign(job.ports, {
    exec: createProcessExec({ env: {}, redactor: new Redactor() }),
    files: createNodeFiles(outside),
    workspace: root,
    workingDirectory: root,
    git: createFakeGit({
      root,
      files: { [`${BASE}:${base === undefined ? 'README.md' : 'tools/check.mjs'}`]: base ?? '' },
    }),
    event: { eventName: 'push', refName: 'main', pullRequest: undefined },
    trust: { level, why: '', base: [BASE] },
  });
  const sources = await plugins.prepare?.(job);
  if (sources === undefined) throw new Error('nothing was prepared');
  return { ...(await plugins.run(job, [], sources)), lines };
}

/** A plug-in of which one part is another. */
const plugin = (parts: Readonly<Record<string, string>>): string => {
  const all = {
    name: `'mine'`,
    version: '1',
    execute: '() => ({ status: "passed", reason: "fine" })',
    ...parts,
  };
  return `export default { ${Object.entries(all)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} };`;
};
const says = (answer: string): string => plugin({ execute: `async () => (${answer})` });

describe('QG-23 checks of your own', () => {
  it('are told what is judged, and pass by their own word', async () => {
    const { condition, code } = await judged({ 'tools/headers.mjs': GOOD });
    expect(condition).toEqual({
      name: 'plugins',
      status: 'passed',
      actual: '0 failed',
      limit: '0 failed',
      reason: 'headers: 2 files have a header',
    });
    expect(code).toBe('');
  });

  it('are made ready before they are asked', async () => {
    const text = `let facts; ${plugin({ initialise: '(given) => { facts = given; }', execute: '() => ({ status: "passed", reason: facts.event + " " + facts.ref })' })}`;
    expect((await judged({ 'a.mjs': text })).condition.reason).toBe('mine: push main');
  });

  it('fail with what they found, and where', async () => {
    const found = `[{ file: 'a.go', line: 3, message: 'no header' }, { file: 'b/b.go', message: 'old', severity: 'note' }]`;
    const failed = says(`{ status: 'failed', reason: '1 file without a header', findings: ${found} }`);
    const result = await judged({ 'a.mjs': failed, 'tools/headers.mjs': GOOD });
    expect(result.condition).toMatchObject({
      status: 'failed',
      actual: '1 failed',
      reason: 'mine: 1 file without a header',
    });
    expect(result.code).toBe('GATE_PLUGIN_FAILED');
    expect(result.findings).toEqual([
      { file: 'a.go', line: 3, title: 'mine', message: 'no header', severity: 'error' },
    ]);
    expect(result.section).toContain('`b/b.go:1`');
  });

  it('name no line that no file has', async () => {
    const found = `[0, -1, 1, 1.5].map((line) => ({ file: 'a.go', line, message: 'at ' + line }))`;
    const { findings } = await judged({
      'a.mjs': says(`{ status: 'failed', reason: 'four places', findings: ${found} }`),
    });
    expect(findings?.map(({ line, message }) => [line, message])).toEqual([
      [undefined, 'at 0'],
      [undefined, 'at -1'],
      [1, 'at 1'],
      [undefined, 'at 1.5'],
    ]);
  });

  it('may warn, and what they print is in the log', async () => {
    const text = says(`(console.log('looking'), { status: 'warned', reason: 'old headers' })`);
    const { condition, lines } = await judged({ 'a.mjs': text });
    expect(condition.status).toBe('warned');
    expect(lines).toContain('a.mjs: looking');
  });

  it.each<[string, string, RegExp]>([
    ['cannot be loaded', 'export default {', /a\.mjs cannot be loaded: ./],
    ['exports nothing', 'export const name = "x";', /has no object as its default export/],
    ['has no name', plugin({ name: 'undefined' }), /has no name of small letters/],
    [
      'is written for another contract',
      plugin({ version: '2' }),
      /has version 2 of the contract, and this gate knows 1/,
    ],
    ['has nothing to execute', plugin({ execute: 'undefined' }), /has no function execute/],
    ['has no function to initialise', plugin({ initialise: '1' }), /has an initialise that is no function/],
    [
      'throws when it is made ready',
      plugin({ initialise: '() => { throw new Error("no rules"); }' }),
      /initialise threw: no rules/,
    ],
    ['throws when it is asked', plugin({ execute: '() => { throw undefined; }' }), /execute threw: nothing/],
    [
      'ends the process',
      plugin({ execute: '() => process.exit(0)' }),
      /ended without an answer \(exit code 0\)/,
    ],
    [
      'never answers',
      plugin({ execute: '() => new Promise(() => {})' }),
      /ended without an answer \(exit code 13\)/,
    ],
    ['answers nothing', says('undefined'), /mine has answered no map/],
    [
      'answers another word',
      says('{ status: "ok", reason: "x" }'),
      /has status "ok", which is none of passed, failed, warned/,
    ],
    ['gives no reason', says('{ status: "passed", reason: " " }'), /mine gives no reason/],
    [
      'has findings of another kind',
      says('{ status: "failed", reason: "x", findings: 1 }'),
      /findings that are no list/,
    ],
    [
      'has a finding nowhere',
      says('{ status: "failed", reason: "x", findings: [{ file: "../a", message: "x" }] }'),
      /without a file of the workspace.*number 1/,
    ],
    [
      'passes with errors',
      says('{ status: "passed", reason: "x", findings: [{ file: "a", message: "x" }] }'),
      /says passed, and has 1 finding/,
    ],
  ])('never pass when one %s', async (_, text, words) => {
    const { condition, code } = await judged({ 'a.mjs': text, 'tools/headers.mjs': GOOD });
    expect(condition).toMatchObject({ status: 'errored', reason: expect.stringMatching(words) });
    expect(code).toBe('GATE_NOT_CHECKED');
  });

  it('never pass when one is not there, or lies outside', async () => {
    await writeFile(join(outside, 'check.mjs'), GOOD);
    await symlink(join(outside, 'check.mjs'), join(root, 'link.mjs'));
    const { condition } = await judged({}, { named: ['none.mjs', 'link.mjs', '../check.mjs'] });
    expect(condition).toMatchObject({
      status: 'errored',
      reason: 'none.mjs is not there, link.mjs is not there, ../check.mjs is not there',
    });
  });

  it('are ended when they take longer than tools may', async () => {
    const text = plugin({ execute: '() => { for (;;); }' });
    await expect(judged({ 'a.mjs': text }, { toolTimeout: 300 })).rejects.toMatchObject({
      code: 'TOOL_TIMEOUT',
    });
  });

  it("are those of the base where the code is a stranger's, and say so where the repository itself edits one", async () => {
    const loose = says('{ status: "passed", reason: "anything goes" }');
    const files = { 'tools/check.mjs': loose };
    const strict = says('{ status: "failed", reason: "strict" }');
    expect((await judged(files, { level: 'untrusted', base: strict })).condition.status).toBe('failed');
    expect((await judged(files, { level: 'untrusted' })).condition).toMatchObject({
      status: 'errored',
      reason: 'tools/check.mjs is not there',
    });
    const edited = await judged(files, { level: 'same-repository', base: strict });
    expect(edited.condition.status).toBe('passed');
    expect(edited.warnings).toEqual(['this change edits tools/check.mjs, a check of the gate']);
  });
});
