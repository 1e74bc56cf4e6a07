import { relative, sep } from 'node:path';
import { countOf, listSome, ToolError } from '@fairlead/core';
import type { Check, Job } from '../../check/check.ts';
import { findingsSection } from '../../check/findings-section.ts';
import { dayOf } from '../../rule/day.ts';
import { type CheckResult, type Finding, placeOf } from '../../verdict/condition.ts';
import { fingerprintOf, redact } from './fingerprint.ts';
import { hideFinds } from './hide-finds.ts';
import { acceptsOn, type Named, nameIgnore, type SortedFinds, sortBySecretIgnores } from './ignores.ts';
import { lookForSecrets, type Seen } from './look.ts';
import { secretRules } from './registry.ts';
import type { Find } from './scan-text.ts';

const LIMIT = '0 credentials';

/** Looks for credentials that are written into files. What it finds it tells by place and kind, never by value. */
export const secrets: Check = {
  name: 'secrets',
  description: 'No tracked file has a credential in it. What only looks like one is advice.',
  settings: ['secret-scope', 'secret-ignores'],
  usesGo: false,
  rank: 1,
  codes: {
    GATE_SECRETS_FOUND: {
      meaning: 'A file has a credential in it, or an ignore names what is not there any more.',
      fix: 'Revoke the credential first: it stays in the history. Then read it from the environment or a store of secrets. What is none can be accepted with a reason and a day in secret-ignores; take out ignores that are over.',
    },
  },
  limit: () => LIMIT,
  describe: (_, { secretScope, secretIgnores }) => [
    ['credentials are looked for in', secretScope === 'all' ? 'every tracked file' : 'what the change adds'],
    ...(secretIgnores.length === 0
      ? []
      : [
          [
            'accepted as no credentials',
            secretIgnores.map((one) => `${nameIgnore(one)} until ${one.expires}`).join(', '),
          ] as const,
        ]),
  ],
  // git is asked through its own port
  commands: () => [],
  async run(job) {
    const { ports, rules } = job;
    const today = dayOf(ports.clock.now());
    const accepts = acceptsOn(rules.secretIgnores, today);
    const seen = await lookForSecrets(job, secretRules, {
      find: (one) => accepts.find({ way: wayOf(job, one.path), fingerprint: fingerprintOf(one) }),
      file: (path) => accepts.file(wayOf(job, path)),
    });
    hideFinds(ports.host, seen.finds);
    const sorted = sortBySecretIgnores(
      seen.finds.map((one) => told(job, one)),
      rules.secretIgnores,
      today,
    );
    const findings = sorted.open.map(({ finding }) => finding);
    job.facts.secrets = { open: findings };
    ports.report.set(
      'secretFinds',
      sorted.open.map(({ record }) => record),
    );
    for (const one of findings) ports.log.info(`${placeOf(one)}: ${one.message}`);
    return judge(sorted, seen);
  },
};

/** A find as it is told. */
interface Told extends Named {
  readonly finding: Finding;
  /** For the report. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** The path that ignores are compared with. */
function wayOf({ ports: { workspace, workingDirectory } }: Job, path: string): string {
  return relative(workingDirectory, `${workspace}/${path}`).split(sep).join('/');
}

function told(job: Job, find: Find): Told {
  const { rule, weight, path, lines } = find;
  const [fingerprint, value] = [fingerprintOf(find), redact(find)];
  const line = lines?.first;
  const message = `${rule.what}: ${value}, fingerprint ${fingerprint}`;
  return {
    way: wayOf(job, path),
    fingerprint,
    finding: { file: path, line, title: `secrets ${rule.name}`, message, severity: weight },
    record: { file: path, line, rule: rule.name, severity: weight, value, fingerprint },
  };
}

function judge(
  { open, accepted, expired, stale }: SortedFinds<Told>,
  { files, patch, left, cut }: Seen,
): CheckResult {
  const findings = open.map(({ finding }) => finding);
  const against = findings.filter(({ severity }) => severity === 'error');
  const advice = findings.length - against.length;
  // a change says nothing of files that it does not touch
  const gone = patch ? [] : stale;
  const lines = [
    ...against.map((one) => `${placeOf(one)}: ${one.message}`),
    ...gone.map((one) => `the ignore of ${nameIgnore(one)} is stale: nothing of it was found, take it out`),
  ];
  const actual = countOf(against.length, 'credential');
  const looked = `in ${countOf(files, 'file')}${patch ? ' of the change' : ''}`;
  const reason = [
    `${actual} ${looked}`,
    ...(lines.length === 0 ? [] : [listSome(lines, 2)]),
    ...(advice === 0 ? [] : [`${advice} more may be one`]),
    ...(accepted.length === 0 ? [] : [`${accepted.length} accepted`]),
    ...(expired.length === 0
      ? []
      : [`ignores over: ${expired.map((one) => `${nameIgnore(one)} since ${one.expires}`).join(', ')}`]),
    ...left,
  ].join('; ');
  if (lines.length === 0 && cut.length > 0) throw tooMany(cut);
  const status = lines.length > 0 ? 'failed' : advice > 0 || left.length > 0 ? 'warned' : 'passed';
  return {
    condition: { name: 'secrets', status, actual, limit: LIMIT, reason },
    findings: against,
    code: status === 'failed' ? 'GATE_SECRETS_FOUND' : '',
    details: lines,
    section: findingsSection('secrets', findings),
  };
}

/** All that were compared are accepted, and there are more. */
function tooMany(files: readonly string[]): ToolError {
  return new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `${listSome(files, 2)}: so many credentials that not all were compared with secret-ignores`,
    hint: 'accept the file by its path, or take credentials out of it',
    argv: ['git', 'ls-files'],
  });
}
