import { type Start, startAction } from '@fairlead/core';
import { runCacheClient } from '@fairlead/core/cache';
import { createGit } from '@fairlead/git';
import { createForge } from '@fairlead/github';
import { action } from './action.ts';

/** What the entries `main.ts` and `post.ts` start: all of the action in one bundle. */
export const start: Start = startAction(action, {
  git: createGit,
  forge: createForge,
  instead: () => runCacheClient(process.env),
});
