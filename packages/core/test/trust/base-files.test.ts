import { createFakeForge, createFakeGit } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { resolveContext } from '../../src/index.ts';
import type { Repository } from '../../src/ports/git.ts';
import { baseFiles } from '../../src/trust/base-files.ts';

const [HEAD, OTHER, BASE] = ['a'.repeat(40), 'c'.repeat(40), 'b'.repeat(40)];
const PATH = '.github/fairlead.yml';
const event = resolveContext({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_SHA: HEAD }, {});

async function clone(head: string, files: Readonly<Record<string, string>> = {}): Promise<Repository> {
  const repository = await createFakeGit({ files, answers: { 'rev-parse HEAD': `${head}\n` } }).open('/w');
  if (repository.state !== 'ok') throw new Error('the test needs a repository');
  return repository;
}

test('what the clone has, or surely lacks, is not asked of the server', async () => {
  const forge = createFakeForge({ [`${BASE}:${PATH}`]: 'of the server' });
  const has = baseFiles(await clone(HEAD, { [`${BASE}:${PATH}`]: 'of the clone' }), forge, event);
  expect(await has.fileAt(BASE, PATH, 100)).toEqual({ state: 'file', text: 'of the clone' });
  const lacks = baseFiles(await clone(HEAD, { [`${BASE}:README.md`]: '' }), forge, event);
  expect(await lacks.fileAt(BASE, PATH, 100)).toEqual({ state: 'absent' });
});

test('a clone without the base commit asks the server, and then for the folders of that commit too', async () => {
  const forge = createFakeForge({ [`${BASE}:${PATH}`]: 'of the server' });
  const files = baseFiles(await clone(HEAD), forge, event);
  expect(await files.entriesAt(BASE, '')).toEqual([]);
  expect(await files.fileAt(BASE, PATH, 100)).toEqual({ state: 'file', text: 'of the server' });
  expect(await files.entriesAt(BASE, '')).toEqual([{ name: '.github', kind: 'folder' }]);
});

test('the server is not asked for a checkout of something else', async () => {
  const forge = createFakeForge({ [`${BASE}:${PATH}`]: 'of the server' });
  expect(await baseFiles(await clone(OTHER), forge, event).fileAt(BASE, PATH, 100)).toEqual({
    state: 'unknown',
    reason: `the clone does not have ${BASE}; what is checked out is not the commit of the event`,
  });
});

test('what nobody has is told with both reasons; without a server with the first', async () => {
  const both = `the clone does not have ${BASE}; the server does not have ${BASE}`;
  expect(await baseFiles(await clone(HEAD), createFakeForge(), event).fileAt(BASE, PATH, 100)).toEqual({
    state: 'unknown',
    reason: both,
  });
  expect(await baseFiles(await clone(HEAD), undefined, event).fileAt(BASE, PATH, 100)).toEqual({
    state: 'unknown',
    reason: `the clone does not have ${BASE}`,
  });
});
