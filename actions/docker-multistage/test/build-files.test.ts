import { InputError, resolveContext } from '@fairlead/core';
import { createFakeFiles, createFakeGit, createFakeHost } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { checks } from '../src/checks.ts';
import type { ImageContext, ImageInputs } from '../src/context.ts';
import { findBuildFiles } from '../src/plan/build-files.ts';
import { makePlan } from '../src/plan/make-plan.ts';

const place = {
  workspace: '/w',
  workingDirectory: '/w/shop',
  files: createFakeFiles(
    {
      '/w/shop/Dockerfile': 'FROM a AS build\nFROM b\n',
      '/w/shop/svc/prod.Dockerfile': 'FROM a\n',
      '/w/shop/empty/Dockerfile': '# nothing\n',
      '/w/shop/linked/x': '',
      '/w/shop/ignored/Dockerfile': 'FROM a\n',
      '/w/shop/bare/x': '',
      '/etc/Dockerfile': 'FROM a\n',
    },
    { '/w/shop/linked/Dockerfile': '/etc/Dockerfile', '/w/shop/ignored/.dockerignore': '/etc/shadow' },
  ),
};

const find = (context: string, file?: string, target?: string) =>
  findBuildFiles({ context, file, target }, place);

describe('where the build reads from', () => {
  it.each([
    ['the Dockerfile of the context', '.', undefined, '/w/shop', '/w/shop/Dockerfile'],
    ['a named file, from the working directory', 'svc', 'Dockerfile', '/w/shop/svc', '/w/shop/Dockerfile'],
    ['a file of another name', '.', 'svc/prod.Dockerfile', '/w/shop', '/w/shop/svc/prod.Dockerfile'],
  ])('is %s', async (_, context, file, folder, path) => {
    expect(await find(context, file)).toMatchObject({ files: { context: folder, file: path } });
  });

  it.each<[string, string, string | undefined, object]>([
    ['a context outside of the workspace', '../..', undefined, { input: 'context', problem: 'leads out of' }],
    ['a context that is not there', 'no', undefined, { input: 'context', problem: 'is not a folder' }],
    ['a context that is a file', 'Dockerfile', undefined, { input: 'context', problem: 'is not a folder' }],
    ['a folder for a file', '.', 'svc', { input: 'file', problem: 'is not a file' }],
    ['a Dockerfile that a link brings in', 'linked', undefined, { input: 'file', problem: 'leads out of' }],
    [
      'an ignore file that a link brings in',
      'ignored',
      undefined,
      { input: 'context', problem: 'leads out' },
    ],
    ['a Dockerfile without FROM', 'empty', undefined, { input: 'file', problem: 'has no FROM' }],
    ['a path from the context', 'svc', 'prod.Dockerfile', { input: 'file', allowed: 'svc/prod.Dockerfile' }],
    ['a file of another name nearby', 'svc', undefined, { input: 'file', allowed: 'svc/prod.Dockerfile' }],
    ['no file at all', 'bare', undefined, { input: 'file', allowed: 'is the repository checked out?' }],
  ])('is not %s', async (_, context, file, said) => {
    const words = Object.entries(said).map(([key, text]) => [key, expect.stringContaining(String(text))]);
    expect(await find(context, file)).toEqual({
      problems: [expect.objectContaining(Object.fromEntries(words))],
    });
  });

  it('a stage that is not there is told with those that are', async () => {
    expect(await find('.', undefined, 'BUILD')).toHaveProperty('files');
    expect(await find('.', undefined, 'prod')).toEqual({
      problems: [
        {
          input: 'target',
          value: 'prod',
          problem: 'is not a stage',
          allowed: 'the stages of shop/Dockerfile: build',
        },
      ],
    });
  });
});

describe('the whole plan', () => {
  const plan = async (more: Partial<ImageInputs>) => {
    const warnings: string[] = [];
    const nothing = (): void => {};
    const log = {
      info: nothing,
      debug: nothing,
      notice: nothing,
      warn: (line: string) => void warnings.push(line),
    };
    const inputs = {
      image: 'ghcr.io/acme/orders',
      tagPrefix: '',
      tagPattern: '',
      tagLatest: 'auto',
      tagSha: true,
      context: '.',
    };
    const env = { GITHUB_SHA: 'a'.repeat(40), GITHUB_REF: 'refs/heads/main' };
    const context = {
      ...place,
      inputs: { push: 'auto', ...inputs, ...more },
      event: resolveContext(env, {}),
      git: createFakeGit(),
      trust: { level: 'trusted', why: 'a test', base: [] },
      origin: () => 'with',
      log,
    } as unknown as ImageContext;
    return { plan: await makePlan(context), warnings };
  };

  it('warns of nothing when the event is true of what is built', async () => {
    const { plan: made, warnings } = await plan({});
    expect(made.request).toMatchObject({ context: '/w/shop', file: '/w/shop/Dockerfile' });
    expect(warnings).toEqual([]);
  });

  it.each<[string, Partial<ImageInputs>]>([
    ['image', { image: 'ghcr.io/acme/orders:v1' }],
    ['context', { context: 'no' }],
  ])('is refused as the checks would refuse it: %s', async (input, more) => {
    const failure: unknown = await plan(more).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure).toMatchObject({ problems: [{ input }] });
  });
});

describe('what no log may repeat', () => {
  const hiddenBy = async (
    name: string,
    written: Record<string, string>,
    inputs: Partial<ImageInputs> = {},
  ) => {
    const host = createFakeHost({ inputs: written });
    const check = checks.find((one) => one.name === name);
    const problems = await check?.(inputs as ImageInputs, { host } as unknown as ImageContext);
    return { problems: problems?.map(({ input, problem }) => `${input} ${problem}`), masks: host.masks };
  };

  it.each<[string, readonly string[], readonly string[]]>([
    ['robot:hush@ghcr.io/a/b', ['robot:hush', 'hush'], ['image names a user']],
    ['robot:pin@ghcr.io/a/b', ['robot:pin'], ['image names a user']],
    ['robot@ghcr.io/a/b', ['robot', 'robot'], ['image names a user']],
    ['ghcr.io/a/b', [], []],
  ])('of the image %s', async (image, masks, problems) => {
    expect(await hiddenBy('checkUser', { image })).toEqual({ masks, problems });
  });

  it.each([
    ['hush', ['hush']],
    ['pin', []],
  ])('the value %s of an argument that looks like a secret', async (value, masks) => {
    const hidden = await hiddenBy('checkArguments', {}, { buildArgs: { NPM_TOKEN: value } });
    expect(hidden.masks).toEqual(masks);
    expect(hidden.problems).toHaveLength(1);
  });
});
