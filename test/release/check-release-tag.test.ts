import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratchOrigin, type ScratchOrigin } from './scratch-origin.ts';

const execute = promisify(execFile);

describe('check-release-tag.sh', () => {
  let scratch: ScratchOrigin;
  let job: string;
  beforeAll(async () => {
    scratch = await createScratchOrigin({
      'package.json': '{\n  "version": "1.2.3",\n  "private": true\n}\n',
    });
    for (const name of ['owner', 'stranger']) {
      await execute('ssh-keygen', [
        '-q',
        '-t',
        'ed25519',
        '-N',
        '',
        '-C',
        name,
        '-f',
        join(scratch.folder, name),
      ]);
    }
    job = await scratch.clone('job');
    const key = await readFile(join(scratch.folder, 'owner.pub'), 'utf8');
    await scratch.write(job, {
      '.github/allowed-signers': `# who may start a release\nowner namespaces="git" ${key}`,
    });
    await scratch.git(job, 'add', '.github');
    await scratch.git(job, 'commit', '--quiet', '-m', 'signers');
    await scratch.git(job, 'push', '--quiet', 'origin', 'main');
  });
  afterAll(() => scratch.remove());

  const check = (tag: string): Promise<string> => scratch.script(job, 'check-release-tag.sh', tag);
  const sign = (tag: string, key: string, ...args: string[]): Promise<string> =>
    scratch.git(
      job,
      '-c',
      'gpg.format=ssh',
      '-c',
      `user.signingKey=${join(scratch.folder, key)}`,
      ...['tag', '--force', '--sign', '-m', tag, tag, ...args],
    );

  it('takes a tag that an allowed key signed, and prints the version', async () => {
    await sign('source/v1.2.3', 'owner');
    expect(await check('source/v1.2.3')).toBe('v1.2.3');
  });

  it('refuses a tag without a signature: a light one and an annotated one', async () => {
    await scratch.git(job, 'tag', '--force', 'source/v1.2.3');
    await expect(check('source/v1.2.3')).rejects.toThrow(
      'source/v1.2.3 is not signed: make it with git tag --sign',
    );
    await scratch.git(job, 'tag', '--force', '--annotate', '-m', 'x', 'source/v1.2.3');
    await expect(check('source/v1.2.3')).rejects.toThrow('is not signed by a key of .github/allowed-signers');
  });

  it('refuses a key that main does not name, even one that the tagged commit names', async () => {
    await sign('source/v1.2.3', 'stranger');
    await expect(check('source/v1.2.3')).rejects.toThrow('is not signed by a key of .github/allowed-signers');
    const key = await readFile(join(scratch.folder, 'stranger.pub'), 'utf8');
    await scratch.git(job, 'checkout', '--quiet', '--detach');
    await scratch.write(job, { '.github/allowed-signers': `stranger ${key}` });
    await scratch.git(job, 'commit', '--quiet', '--all', '-m', 'mine');
    await sign('source/v1.2.3', 'stranger');
    await expect(check('source/v1.2.3')).rejects.toThrow('is not signed by a key of .github/allowed-signers');
    await sign('source/v1.2.3', 'owner');
    await expect(check('source/v1.2.3')).rejects.toThrow('source/v1.2.3 is not on main');
    await scratch.git(job, 'checkout', '--quiet', 'main');
    await expect(check('source/v1.2.3')).rejects.toThrow('HEAD is not the commit of source/v1.2.3');
  });

  it('refuses what was changed after it was signed', async () => {
    await sign('source/v1.2.3', 'owner');
    const object = await scratch.git(job, 'cat-file', 'tag', 'source/v1.2.3');
    await scratch.write(scratch.folder, { forged: `${object.replace('tagger t', 'tagger u')}\n` });
    const forged = await scratch.git(job, 'hash-object', '-t', 'tag', '-w', join(scratch.folder, 'forged'));
    await scratch.git(job, 'update-ref', 'refs/tags/source/v1.2.3', forged);
    await expect(check('source/v1.2.3')).rejects.toThrow('is not signed by a key of .github/allowed-signers');
  });

  it('refuses a good tag under another name, another version, and what is no such tag', async () => {
    await sign('source/v1.2.2', 'owner');
    await scratch.git(job, 'update-ref', 'refs/tags/source/v1.2.3', 'refs/tags/source/v1.2.2');
    await expect(check('source/v1.2.3')).rejects.toThrow(
      'the object of the tag source/v1.2.3 was signed as source/v1.2.2',
    );
    await expect(check('source/v1.2.2')).rejects.toThrow(
      'source/v1.2.2 names another version than package.json, which has v1.2.3',
    );
    await expect(check('v1.2.3')).rejects.toThrow('"v1.2.3" is not a tag such as source/v1.2.3');
  });
});
