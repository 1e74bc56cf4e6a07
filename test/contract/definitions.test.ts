import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  actionNames,
  coreErrorCodes,
  coreOutcomes,
  fieldMeta,
  outputsOf,
  writtenField,
} from '@fairlead/core';
import { loadDefinitions, REPOSITORY_ROOT } from '@fairlead/devtools';
import { describe, expect, it } from 'vitest';

/** For each input there is at least one that it takes. */
const PROBES = [
  ...[
    '',
    '0',
    '1',
    '7',
    '75',
    '99.5',
    '100',
    'true',
    'FALSE',
    'a',
    'orders',
    'A_b',
    '-v',
    './...',
    'a,b',
    '25%, 50%',
  ],
  ...[
    'A=1',
    'tag=a.b',
    '1s',
    '90s',
    '10m',
    '512KB',
    'v1.2.3',
    '1.2.3',
    'linux/amd64',
    'gofmt,vet',
    '-X a.b=c',
    '-m',
  ],
  ...['https://example.com', 'HTTP://a.b', 'ghcr.io/acme/orders', 'a:1', 'f'.repeat(64), 'A'.repeat(64)],
  ...[`localhost:5000/a@sha256:${'0'.repeat(64)}`, `a:1@sha512:${'0'.repeat(128)}`],
];

const { definitions, problems } = await loadDefinitions(REPOSITORY_ROOT);

/** One spelling for one meaning: the wrong words, and the right one. */
const SPELLINGS: Readonly<Record<string, string>> = {
  dryrun: 'dry-run',
  'working-dir': 'working-directory',
  workdir: 'working-directory',
  path: 'working-directory',
  token: 'github-token',
  'config-file': 'config',
  'kube-config': 'kubeconfig',
  env: 'environment',
  'kube-namespace': 'namespace',
};

it('all five actions have a definition', () => {
  expect(problems).toEqual([]);
  expect(definitions.map(({ name }) => name)).toEqual(actionNames);
});

it('every folder of an action is registered, for the tools and for the compiler', async () => {
  const folders = (await readdir(join(REPOSITORY_ROOT, 'actions'))).sort();
  expect([...actionNames].sort()).toEqual(folders);
  const text = await readFile(join(REPOSITORY_ROOT, 'tsconfig.json'), 'utf8');
  const { references } = JSON.parse(text) as { readonly references: readonly { readonly path: string }[] };
  const actions = references.map(({ path }) => path).filter((path) => path.startsWith('actions/'));
  expect(actions.sort()).toEqual(folders.map((name) => `actions/${name}`));
});

describe.each(definitions)('$name', (action) => {
  const fields = Object.entries(action.inputs).map(([name, field]) => [name, fieldMeta(field)] as const);

  it('is described in one sentence', () => {
    expect(action.description).toMatch(/^[A-Z].*[^.]\.?$/);
    expect(action.description.length).toBeLessThanOrEqual(160);
  });

  it('has inputs in kebab-case, each with a description that is a sentence', () => {
    for (const [name, meta] of fields) {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(meta.description, name).toMatch(/^\S.*[.`)]$/s);
    }
  });

  it('spells what all actions share the same', () => {
    for (const [name] of fields) expect(SPELLINGS[name], name).toBeUndefined();
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(['working-directory', 'config']));
  });

  it('says of each input what it can do in the wrong hands', () => {
    for (const [name, meta] of fields)
      expect(['plain', 'verdict', 'reach', 'program'], `class of ${name}`).toContain(meta.class);
    const safe = fields.filter(([, meta]) => meta.class === 'plain' && meta.secret === true);
    expect(safe, 'a secret opens something').toEqual([]);
  });

  it('has defaults that its own inputs accept', () => {
    for (const [name, meta] of fields) {
      if (meta.default === undefined) continue;
      expect(action.inputs[name]?.safeParse(undefined).success, `default of ${name}`).toBe(true);
    }
  });

  it('has inputs that tools without its code read as it does: nothing that it takes is refused', () => {
    for (const [name, meta] of fields) {
      const field = writtenField(JSON.parse(JSON.stringify(meta)));
      const own = action.inputs[name];
      const texts = [meta.default, meta.example, ...(meta.values ?? []), ...PROBES].filter(
        (text) => text !== undefined && own?.safeParse(text).success === true,
      );
      expect(texts, name).not.toEqual([]);
      for (const text of texts) expect(field.safeParse(text).success, `${name}: ${text}`).toBe(true);
    }
  });

  it('describes its outputs; outcome, reason and report are those of every action', () => {
    const outputs = outputsOf(action);
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(['outcome', 'reason', 'report']));
    for (const [name, { description }] of Object.entries(outputs)) {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(description, name).toMatch(/\S/);
    }
  });

  it('lists the words of its outcome, in the form of words and beside the words of every action', () => {
    expect(Object.keys(action.outcomes).length).toBeGreaterThan(0);
    for (const [word, meaning] of Object.entries(action.outcomes)) {
      expect(word).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(meaning, word).toMatch(/\S/);
      expect(Object.keys(coreOutcomes), word).not.toContain(word);
    }
    const words = [...Object.keys(action.outcomes), ...Object.keys(coreOutcomes)];
    expect(words).toEqual(expect.arrayContaining([...(action.failedOutcomes ?? [])]));
  });

  it('documents each of its codes with a fix, and does not redefine the core', () => {
    for (const [code, { meaning, fix }] of Object.entries(action.codes)) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      expect(meaning, code).toMatch(/\S/);
      expect(fix, code).toMatch(/\S/);
      expect(Object.keys(coreErrorCodes), code).not.toContain(code);
    }
  });
});

it('inputs of the same name are of the same kind everywhere', () => {
  const kinds = new Map<string, Set<string>>();
  for (const action of definitions) {
    for (const [name, field] of Object.entries(action.inputs)) {
      kinds.set(name, (kinds.get(name) ?? new Set()).add(fieldMeta(field).kind));
    }
  }
  const mixed = [...kinds].filter(([, found]) => found.size > 1).map(([name]) => name);
  expect(mixed).toEqual([]);
});
