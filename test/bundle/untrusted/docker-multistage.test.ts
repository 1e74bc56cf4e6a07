import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putImage, startRegistry } from '@fairlead/testkit';
import { afterAll, describe, expect } from 'vitest';
import { installFakeDocker } from '../support/fake-docker.ts';
import { image } from '../support/image-lab.ts';
import { type Attack, type AttackRun, attack, type Target } from './support/attack.ts';

const config = (text: string) => ({ '.github/fairlead.yml': `docker-multistage: {${text}}\n` });

/** The words of all calls of docker. */
async function calls({ fork }: AttackRun): Promise<readonly (readonly string[])[]> {
  const file = join(fork.outside, '..', 'bin/calls.jsonl');
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { argv: string[] }).argv);
}

/** A registry that takes every push: nothing but our own decision keeps an image from it. */
const { registry, store, close } = await startRegistry();
afterAll(close);

const target: Target = {
  action: 'docker-multistage',
  base: { Dockerfile: 'FROM scratch AS prod\nARG VERSION\nCOPY a /\n', a: 'a\n' },
  with: { image: `${registry}/acme/orders` },
  async env(fork) {
    const docker = await installFakeDocker(join(fork.outside, '..'));
    const { configDigest } = putImage(store, 'acme/orders', 'x', image);
    await docker.answer({ build: { imageId: configDigest, stdout: '#1 CACHED\n' } });
    return { PATH: `${docker.folder}:/usr/bin:/bin` };
  },
  async must(run: AttackRun): Promise<void> {
    const words = (await calls(run)).map(([word]) => word);
    expect(words, run.log).not.toContain('push');
    expect(words).not.toContain('login');
    expect(run.outputs['outcome'], run.log).not.toBe('pushed');
  },
};

/** Nothing of what the fork has set reached the build. */
const buildsAsBefore = async (run: AttackRun): Promise<void> => {
  const build = (await calls(run)).find(([word]) => word === 'build');
  expect(build, run.log).toBeDefined();
  expect(build?.join(' ')).not.toMatch(/evil|mallory|--network[= ]host|v9\.9\.9/);
};

describe("a fork's image is not pushed", () => {
  const pushes = 'push: true, tags: [v9.9.9, latest]';
  const events = [
    'pull_request',
    'pull_request_target',
    'workflow_run',
    'issue_comment',
    'deployment_status',
  ];
  attack(target, [
    ...events.map((event): Attack => ({ name: `push: true on ${event}`, event, head: config(pushes) })),
    {
      name: 'a fork that is gone',
      event: 'pull_request_target',
      head: config(pushes),
      payload: {
        pull_request: { number: 7, head: { repo: null }, base: { repo: { full_name: 'acme/orders' } } },
      },
    },
    { name: 'a payload that says nothing', event: 'pull_request_target', head: config(pushes), payload: {} },
    ...['', '{"pull_request": {"head"', '[]'].map(
      (text): Attack => ({
        name: `an event file with ${JSON.stringify(text)}`,
        event: 'pull_request_target',
        head: { 'event.json': text, ...config(pushes) },
        env: { GITHUB_EVENT_PATH: 'event.json' },
        must: ({ exitCode, outputs }) => {
          expect(exitCode).toBe(1);
          expect(outputs['reason']).toMatch(/^EVENT_UNREADABLE/);
        },
      }),
    ),
    {
      name: 'no config file at all: a push by default',
      event: 'workflow_run',
      head: { '.github/fairlead.yml': '' },
    },
  ]);
});

describe("a fork's config file does not choose what is built, or under which name", () => {
  const rows: readonly (readonly [string, string])[] = [
    ['a network of the host', 'network: host'],
    ['build arguments', 'build-args: {BASE: evil}'],
    ['another stage', 'target: evil'],
    ['another file', 'file: evil.Dockerfile'],
    ['another context', 'context: evil'],
    ['tags', 'tags: [v9.9.9]'],
    [
      'labels that tie the image to another repository',
      'labels: {org.opencontainers.image.source: "https://x/mallory"}',
    ],
    ['a dry run that builds nothing', 'dry-run: true'],
  ];
  attack(
    target,
    rows.map(
      ([name, text]): Attack => ({
        name,
        head: { 'evil.Dockerfile': 'FROM evil\n', 'evil/Dockerfile': 'FROM evil\n', ...config(text) },
        must: buildsAsBefore,
      }),
    ),
  );
});

describe('links and buried repositories', () => {
  attack(target, [
    {
      name: 'the context is a link out of the workspace',
      head: { ctx: '-> /etc' },
      with: { context: 'ctx' },
      must: async (run) => {
        expect(run.exitCode, run.log).toBe(1);
        expect((await calls(run)).map(([word]) => word)).not.toContain('build');
      },
    },
    {
      name: 'the Dockerfile is a link out of the workspace',
      head: { Dockerfile: '-> /etc/passwd' },
      must: async (run) => {
        expect(run.log + run.summary).not.toContain('root:');
        expect((await calls(run)).map(([word]) => word)).not.toContain('build');
      },
    },
    {
      name: 'the working directory looks like a repository whose signatures are shown by a program',
      head: {
        'svc/Dockerfile': 'FROM scratch\nCOPY a /\n',
        'svc/a': 'a\n',
        'svc/HEAD': 'ref: refs/heads/main\n',
        'svc/config':
          '[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch WITNESS; false"\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = ./evil.sh\n',
        'svc/evil.sh!': '#!/bin/sh\ntouch WITNESS\n',
        'svc/objects/info/packs': '',
        'svc/refs/heads/keep': '',
      },
      with: { 'working-directory': 'svc' },
    },
    {
      name: 'a Dockerfile with one address after the other, without a blank',
      head: { Dockerfile: `FROM scratch\nARG VERSION=1\nRUN ${'http://'.repeat(150_000)}\n` },
      must: ({ durationMs, log }) => expect(durationMs, log).toBeLessThan(20_000),
    },
    { name: 'a name of a branch with orders in it', branch: '$(touch WITNESS)::error::x', head: {} },
  ]);
});
