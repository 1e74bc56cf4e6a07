import { type ActionFacts, CONFIG_FILE } from '@fairlead/core';
import type { Finding, Unchecked } from './finding.ts';
import { readFile } from './model/read-workflow.ts';
import { type Spot, UnreadableFile } from './model/spot.ts';
import { TOO_DEEP, YamlReader } from './model/yaml-reader.ts';
import { findOurSteps } from './our-steps.ts';
import { withinBounds } from './read-local.ts';
import type { Repository } from './repository.ts';
import type { Rule, Subject, WorkflowFacts } from './rule.ts';

/** The policy of environments by its name; a workflow may have that name too. */
const ENVIRONMENTS = /^(?!.*(?:^|\/)workflows\/[^/]*$)(?:.*\/)?environments\.yml$/;

/** What is known of ours, and the rules to go by. */
export interface Knowledge {
  readonly actions: readonly ActionFacts[];
  readonly workflows: readonly WorkflowFacts[];
  readonly rules: readonly Rule[];
}

/** A file with its text, and the repository that it is in. */
export interface LintFile {
  /** As people know it. */
  readonly path: string;
  readonly text: string;
  readonly repository: Repository;
}

/** What one file comes to. */
export interface FileResult {
  /** What it is; undefined when it cannot be read. */
  readonly kind: Subject['file']['kind'] | undefined;
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
}

/** Looks at one file. Pure, apart from reading what the file refers to. */
export function lintFile({ path, text, repository }: LintFile, knowledge: Knowledge): FileResult {
  try {
    const subject = readSubject({ path, text, repository: withinBounds(repository) }, knowledge);
    const findings = knowledge.rules.flatMap((rule) =>
      [...rule.check(subject)].map(
        ({ at, reason, fix = rule.fix }): Finding => ({
          file: path,
          ...at,
          rule: rule.id,
          severity: rule.severity,
          reason,
          fix,
        }),
      ),
    );
    return { kind: subject.file.kind, findings: findings.sort(byPlace), unchecked: [] };
  } catch (error) {
    if (error instanceof UnreadableFile) return notRead(path, error.at, error.message);
    // a file that is nested without end ends the stack of whoever follows it
    if (error instanceof RangeError) return notRead(path, { line: 1, column: 1 }, TOO_DEEP);
    throw error;
  }
}

function notRead(file: string, at: Spot, reason: string): FileResult {
  return { kind: undefined, findings: [], unchecked: [{ file, ...at, reason }] };
}

function readSubject({ path, text, repository }: LintFile, { actions, workflows }: Knowledge): Subject {
  const name = path.replaceAll('\\', '/');
  const isConfig = name.endsWith(CONFIG_FILE.split('/').at(-1) ?? CONFIG_FILE);
  const common = { actions, workflows, repository };
  if (ENVIRONMENTS.test(name)) {
    // what is no YAML is told as that, whatever the rules are
    new YamlReader(text);
    return { file: { kind: 'environments', path, text }, ourSteps: [], ...common };
  }
  const read = readFile(text, isConfig ? 'config' : 'any');
  if (read.kind === 'config') return { file: { kind: 'config', path, text }, ourSteps: [], ...common };
  if (read.kind === 'other-action')
    return { file: { kind: 'action', steps: [], expressions: [], misshapen: [] }, ourSteps: [], ...common };
  const ourSteps = findOurSteps(read, actions, repository);
  return { file: read, ourSteps, ...common };
}

function byPlace(one: Finding, other: Finding): number {
  return one.line - other.line || one.column - other.column;
}
