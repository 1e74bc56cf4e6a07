import { endsWithBase62Checksum } from '../checksums.ts';
import type { SecretRule } from '../rule.ts';

/** https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/ */
export const githubToken: SecretRule = {
  name: 'github-token',
  what: 'a token of GitHub',
  evidence: '`ghp_`, `gho_`, `ghu_`, `ghs_` or `ghr_`, 36 characters, and its checksum',
  hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
  pattern: /(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/g,
  shown: /^gh[pousr]_/,
  holds: endsWithBase62Checksum,
  proves: true,
  weight: 'error',
  inTests: 'error',
};

/** Its checksum is not published. */
export const githubFineGrained: SecretRule = {
  name: 'github-fine-grained-token',
  what: 'a fine-grained token of GitHub',
  evidence: '`github_pat_`, 22 and 59 characters',
  hints: ['github_pat_'],
  pattern: /(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9_])/g,
  shown: /^github_pat_/,
  weight: 'error',
  inTests: 'error',
};
