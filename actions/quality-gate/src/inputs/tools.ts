import { field } from '@fairlead/core';
import { readSecretIgnore, secretIgnoreKeys } from '../conditions/secrets/ignores.ts';
import { ignoreKeys, readIgnore } from '../conditions/vulnerabilities/ignores.ts';

/** What is said of tools beside the tests. */
export const toolInputs = {
  'tool-timeout': field.duration(
    {
      class: 'verdict',
      description: 'Longest time for one run of golangci-lint, staticcheck, govulncheck or go fix.',
      default: '10m',
      group: 'Tools',
    },
    { minMs: 1 },
  ),
  'missing-tools': field.choice(['error', 'skip', 'bring'], {
    class: 'verdict',
    description:
      'What a check does whose tool is not on PATH: error makes it errored, skip leaves it out, bring takes golangci-lint and staticcheck from the tool cache or a download that is held against its sha256.',
    default: 'error',
    group: 'Tools',
  }),
  'vulnerability-ignores': field.records(
    {
      class: 'verdict',
      description:
        'Known vulnerabilities that are accepted, a list of maps: id, reason, expires. Those of osv-scanner.toml count as well.',
      default: '',
      allowed: 'a list of maps, as in the README',
      group: 'Tools',
    },
    ignoreKeys,
    readIgnore,
  ),
  'secret-scope': field.choice(['all', 'patch'], {
    class: 'verdict',
    description:
      'Where the check secrets looks: all, every tracked file below the working directory; patch, the lines that a change adds. Where there is no base to compare with, patch is all.',
    default: 'all',
    group: 'Tools',
  }),
  'secret-ignores': field.records(
    {
      class: 'verdict',
      description:
        'What the check secrets finds and is accepted, a list of maps: path or fingerprint or both, reason, expires.',
      default: '',
      allowed: 'a list of maps, as in the README',
      group: 'Tools',
    },
    secretIgnoreKeys,
    readSecretIgnore,
  ),
  'format-exclude': field.list(
    {
      class: 'verdict',
      description:
        'Files that gofmt need not like, as patterns relative to the working directory. Generated files and testdata never count.',
      default: '',
      allowed: 'patterns such as internal/fixtures/** or **/*_bad.go',
      group: 'Format',
    },
    { item: field.matching(/^(?!\/)/, 'is absolute') },
  ),
} as const;
