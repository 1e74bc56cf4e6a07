import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDefinitions, REPOSITORY_ROOT } from '@fairlead/devtools';
import { describe, expect, it } from 'vitest';

const { definitions } = await loadDefinitions(REPOSITORY_ROOT);
const inside = (action: string, path: string): string => join(REPOSITORY_ROOT, 'actions', action, path);

/** What has the same name in every action. */
const ROLES = [
  'src/action.ts',
  'src/bundle.ts',
  'src/main.ts',
  'src/codes.ts',
  'src/inputs.ts',
  'src/outputs.ts',
  'src/context.ts',
  'src/checks.ts',
  'src/run.ts',
  'src/publish',
];
/** Where a README begins and how it ends; between them stands what the action does, in its own headings. */
const FIRST = ['Prerequisites'];
const LAST = ['Recipes', 'Inputs', 'Outputs', 'Permissions', 'Failure codes', 'Versions'];
/** What the codes of an action's own begin with, beside those of shared packages. */
const PREFIXES: Readonly<Record<string, string>> = {
  'go-build': 'BUILD_',
  'quality-gate': 'GATE_',
  'docker-multistage': 'IMAGE_',
  'helm-deploy': 'HELM_',
  'canary-rollback': 'CANARY_',
};
const SHARED = ['GO_', 'REGISTRY_', 'KUBE_', 'GIT_', 'GITHUB_', 'TOOL_', 'HELM_'];

describe.each(definitions)('$name', (definition) => {
  const { name } = definition;

  it('has each role under its usual name', () => {
    expect(ROLES.filter((path) => !existsSync(inside(name, path)))).toEqual([]);
  });

  it('has an entry for the post phase exactly when it has one', () => {
    expect(existsSync(inside(name, 'src/post.ts'))).toBe(definition.post !== undefined);
  });

  it('has the sections of its README in the usual order', async () => {
    const readme = await readFile(inside(name, 'README.md'), 'utf8');
    const sections = [...readme.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(sections.slice(0, FIRST.length)).toEqual(FIRST);
    expect(sections.slice(-LAST.length)).toEqual(LAST);
  });

  it('has codes with its own prefix, or that of a shared package', () => {
    const prefixes = [PREFIXES[name] ?? `${name.toUpperCase().replaceAll('-', '_')}_`, ...SHARED];
    const odd = Object.keys(definition.codes).filter((code) => !prefixes.some((one) => code.startsWith(one)));
    expect(odd).toEqual([]);
  });

  it('says how a run can come out, in words of its own', () => {
    expect(Object.keys(definition.outcomes).length).toBeGreaterThan(0);
    expect(Object.keys(definition.outputs)).not.toContain('status');
  });
});
