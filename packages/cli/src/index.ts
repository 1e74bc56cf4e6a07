export { type Command, EXIT, type Run, UsageError } from './commands/command.ts';
export { commands } from './commands/registry.ts';
export { loadActions } from './definitions/actions.ts';
export { type ExplainedCode, listCodes } from './explain/find-code.ts';
export { runCommand } from './run-command.ts';
export type { Terminal } from './terminal/terminal.ts';
export { environmentsSchema } from './workflow-lint/environments/policy.ts';
export type { WorkflowFacts } from './workflow-lint/rule.ts';
export { rules as lintRules } from './workflow-lint/rules/registry.ts';
