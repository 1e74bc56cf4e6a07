import type { Git, Repository } from '@fairlead/core';
import { readSource, type SourceFacts, type TagRules } from '@fairlead/version';

/** The repository that the working directory lies in, as far as a build has to do with it. */
export type SourceControl =
  | {
      readonly state: 'ok';
      readonly repo: Repository;
      /** What git says of the commit, for the module in a folder below the repository's top. */
      readonly facts: (folder: string) => Promise<SourceFacts | { readonly reason: string }>;
      /** Variables that the go command's own git needs here. */
      readonly env: Readonly<Record<string, string>>;
    }
  /** `none`: no git or no repository. `broken`: there is one that cannot be read, and the go command would fail on it. */
  | { readonly state: 'none' | 'broken'; readonly reason: string };

/** Opens the repository around a folder, if its commit can be read. */
export async function openSourceControl(
  git: Git,
  folder: string,
  rules: TagRules = {},
): Promise<SourceControl> {
  const repo = await git.open(folder);
  if (repo.state !== 'ok') return repo;
  const first = await readSource(repo, '', rules);
  if ('reason' in first) return { state: 'broken', reason: first.reason };
  const facts = async (below: string) => (below === '' ? first : readSource(repo, below, rules));
  return { state: 'ok', repo, facts, env: repo.childEnv };
}
