import type { Command } from './command.ts';

/** All commands, in the order in which they are listed. */
export const commands: readonly Command[] = [
  {
    name: 'run',
    usage: 'run ACTION [OPTION…]',
    summary: 'run an action here, main and post, with its inputs as options',
    load: async () => (await import('./run.ts')).runActionCommand,
  },
  {
    name: 'init',
    usage: 'init [--module PATH] [--main PATH] [--dry-run]',
    summary: 'write what a Go repository lacks for a pipeline: workflow, settings, Dockerfile, chart',
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    name: 'install-hook',
    usage: 'install-hook [--checks LIST]',
    summary: 'let git refuse commits that are not formatted or do not pass vet',
    load: async () => (await import('./install-hook.ts')).installHookCommand,
  },
  {
    name: 'explain',
    usage: 'explain [CODE] [--json]',
    summary: 'say what a failure code means and what to do',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'workflow-lint',
    usage: 'workflow-lint [FILE…]',
    summary: 'find in workflows what the actions would refuse, and deploys without gate or condition',
    load: async () => (await import('./workflow-lint.ts')).workflowLintCommand,
  },
];
