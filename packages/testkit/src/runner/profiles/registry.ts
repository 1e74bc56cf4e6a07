import { act, actWithArtifacts } from './act.ts';
import { bare, shell } from './bare.ts';
import { buildkite } from './buildkite.ts';
import { circleci } from './circleci.ts';
import { ghes } from './ghes.ts';
import { forgejo, gitea } from './gitea.ts';
import { github, githubBackground } from './github.ts';
import type { RuntimeProfile } from './runtime-profile.ts';

/** Every runtime that is known, in the order of the table. */
export const runtimeProfiles: readonly RuntimeProfile[] = [
  github,
  githubBackground,
  ghes,
  gitea,
  forgejo,
  act,
  actWithArtifacts,
  buildkite,
  circleci,
  bare,
  shell,
];
