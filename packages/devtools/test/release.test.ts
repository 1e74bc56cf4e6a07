import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { absoluteLinks } from '../src/release/absolute-links.ts';
import { renderRootAction } from '../src/release/root-action.ts';

describe('renderRootAction', () => {
  it('names all five paths and fails', () => {
    const { runs } = parse(renderRootAction());
    const script = runs.steps[0].run as string;
    for (const name of ['go-build', 'quality-gate', 'docker-multistage', 'helm-deploy', 'canary-rollback']) {
      expect(script).toContain(`fairlead-actions/fairlead/actions/${name}@v1`);
    }
    expect(script.trimEnd().endsWith('exit 1')).toBe(true);
  });
});

describe('absoluteLinks', () => {
  const keeps = (path: string): boolean => path.startsWith('actions/go-build/');
  const link = (target: string): string =>
    absoluteLinks('actions/go-build/README.md', `[x](${target})`, keeps);

  it('leaves links that still lead somewhere', () => {
    for (const target of ['action.yml', '#inputs', 'https://go.dev/x', 'mailto:a@b']) {
      expect(link(target)).toBe(`[x](${target})`);
    }
  });

  it('makes links to what is not in the tree absolute, with their anchor', () => {
    expect(link('../../docs/a.md#b')).toBe(
      '[x](https://github.com/fairlead-actions/fairlead/blob/main/docs/a.md#b)',
    );
  });
});
