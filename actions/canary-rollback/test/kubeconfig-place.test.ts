import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectByConfig } from '../src/cluster/connect.ts';
import type { CanaryContext } from '../src/context.ts';

const CONFIG = `apiVersion: v1
kind: Config
current-context: c
contexts: [{ name: c, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:6443" } }]
users: [{ name: u, user: {} }]
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-kubeconfig-'));
  await mkdir(join(folder, 'ws'));
  await writeFile(join(folder, 'outside'), CONFIG);
  await writeFile(join(folder, 'ws/inside'), CONFIG);
  await symlink('../outside', join(folder, 'ws/link'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const connect = (kubeconfig: string) =>
  connectByConfig({
    inputs: { kubeconfig },
    host: { env: {} },
    files: createNodeFiles(folder),
    workspace: join(folder, 'ws'),
  } as unknown as CanaryContext);

it('takes a kubeconfig of the workspace, and one of the runner by its whole path', async () => {
  expect((await connect('inside')).target.context).toBe('c');
  expect((await connect(join(folder, 'outside'))).target.context).toBe('c');
});

it('refuses one that a link of the workspace leads out to', async () => {
  await expect(connect('link')).rejects.toThrow(
    'kubeconfig "link": leads out of the workspace through a link',
  );
});
