/**
 * Settings that hold for every question, whatever a repository's own configuration says: no program that watches files,
 * no hooks, no signature programs, no pager, no transport, and no repository that merely lies in a folder
 * (https://git-scm.com/docs/git-config, `safe.bareRepository`).
 */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['safe.bareRepository', 'explicit'],
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['log.showSignature', 'false'],
  ['gpg.program', 'false'],
  ['gpg.ssh.program', 'false'],
  ['gpg.x509.program', 'false'],
  ['diff.external', ''],
  ['diff.ignoreSubmodules', 'dirty'],
  ['submodule.recurse', 'false'],
  ['protocol.allow', 'never'],
];

/** The words before a question: the repository by name, so that git never looks for one. */
export function hardenedArguments(root: string): readonly string[] {
  return [
    `--git-dir=${root}/.git`,
    `--work-tree=${root}`,
    '--no-pager',
    '--no-optional-locks',
    '--literal-pathspecs',
    ...SETTINGS.flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
}

/** The environment of git: no variable that names a repository, a program or settings, and answers in English. */
export function hardenedEnvironment(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('GIT_') && name !== 'LANGUAGE');
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

/**
 * Variables that give another program's git the same settings, and trust in this one folder, which may belong to
 * another user (https://git-scm.com/docs/git-config#ENVIRONMENT, `GIT_CONFIG_COUNT`). `diff.external` and the pager stay
 * as they are: they matter to nobody who reads the output of git in a program.
 */
export function childSettings(
  env: Readonly<Record<string, string>>,
  root: string,
): Readonly<Record<string, string>> {
  const count = Number(env['GIT_CONFIG_COUNT'] ?? '0');
  const before = Number.isSafeInteger(count) && count > 0 ? count : 0;
  const given = SETTINGS.filter(([key]) => !['diff.external', 'core.pager', 'protocol.allow'].includes(key));
  const settings: readonly (readonly [string, string])[] = [...given, ['safe.directory', root]];
  return {
    GIT_CONFIG_COUNT: String(before + settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${before + index}`, key],
        [`GIT_CONFIG_VALUE_${before + index}`, value],
      ]),
    ),
  };
}
