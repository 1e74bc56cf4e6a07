import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { identityOf } from '../../src/conditions/staticcheck/identity.ts';
import { jobOf } from '../support/job-of.ts';

let top: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'fairlead-identity-'));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  await mkdir(join(top, 'above/workspace'), { recursive: true });
  await program('\u007fELF one');
});

async function program(content: string): Promise<void> {
  await writeFile(join(top, 'staticcheck'), content);
  await chmod(join(top, 'staticcheck'), 0o755);
}

/** The identity of the program, whose path is where `find` says. */
async function identity(told: readonly string[] = ['staticcheck 1'], workspace = 'above/workspace') {
  const { job } = jobOf();
  const exec = { find: async (name: string) => (name === 'nowhere' ? undefined : join(top, name)) };
  const files = { realPath: async (path: string) => path.replace('/link', '/above/workspace') };
  const ports = { ...job.ports, workspace: join(top, workspace), exec, files };
  return (name = 'staticcheck') => identityOf({ ports: ports as unknown as typeof job.ports }, name, told);
}

describe('QG-21 what the findings of staticcheck depend on', () => {
  it('is the same while the program, what it is told and its settings are', async () => {
    const first = await (await identity())();
    expect(first).toBeDefined();
    expect(await (await identity())()).toEqual(first);
  });

  it('is another where the program has another content or version', async () => {
    const first = await (await identity())();
    expect(await (await identity(['staticcheck 2']))()).not.toEqual(first);
    await program('\u007fELF two');
    expect(await (await identity())()).not.toEqual(first);
  });

  it.each(['above', '.'])(
    'is another where settings come to a folder above the workspace: %s',
    async (folder) => {
      const first = await (await identity())();
      const path = join(top, folder, 'staticcheck.conf');
      await writeFile(path, 'checks = ["all"]\n');
      const second = await (await identity())();
      expect(second).not.toEqual(first);
      await writeFile(path, 'checks = ["none"]\n');
      expect([first, second]).not.toContainEqual(await (await identity())());
    },
  );

  it('knows the folders above the place that a link leads to', async () => {
    await symlink(join(top, 'above/workspace'), join(top, 'link'));
    const first = await (await identity([], 'link'))();
    await writeFile(join(top, 'above/staticcheck.conf'), 'checks = ["all"]\n');
    expect(await (await identity([], 'link'))()).not.toEqual(first);
  });

  it('is unknown of a script, which may start anything, and of what is not there', async () => {
    await program('#!/bin/sh\nexec other "$@"\n');
    expect(await (await identity())()).toBeUndefined();
    expect(await (await identity())('nowhere')).toBeUndefined();
    expect(await (await identity())('gone')).toBeUndefined();
  });
});
