import { endsWithBase62Checksum, endsWithHexChecksum } from '../checksums.ts';
import type { SecretRule } from '../rule.ts';
import { entropyOf } from '../words.ts';

/** What a format of a provider is told by. */
interface Format extends Pick<SecretRule, 'name' | 'what' | 'evidence' | 'hints' | 'pattern' | 'shown'> {
  readonly holds?: SecretRule['holds'];
  readonly proves?: true;
}

/** Least entropy of random characters of base 62 or hex. */
const RANDOM = 3;

/** A token whose beginning is published; what follows has to be random, where there is no better evidence. */
function token(format: Format): SecretRule {
  return {
    ...format,
    holds: format.holds ?? ((secret) => entropyOf(secret.replace(format.shown ?? '', '')) >= RANDOM),
    weight: 'error',
    inTests: 'error',
  };
}

/** Tokens of services that Go teams build, publish and run with. */
export const providers: readonly SecretRule[] = [
  token({
    // https://github.blog/2021-09-23-announcing-npms-new-access-token-format/
    name: 'npm-token',
    what: 'a token of npm',
    evidence: '`npm_`, 36 characters, and its checksum',
    hints: ['npm_'],
    pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/g,
    shown: /^npm_/,
    holds: endsWithBase62Checksum,
    proves: true,
  }),
  token({
    // https://docs.gitlab.com/security/tokens/#token-prefixes
    name: 'gitlab-token',
    what: 'a token of GitLab',
    evidence: '`glpat-`, `gldt-`, `glrt-`, `glptt-` or `glcbt-` and 20 or more random characters',
    hints: ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-'],
    pattern: /(?<![\w-])gl(?:pat|dt|rt|ptt|cbt)-[\w-]{20,300}(?:\.[0-9a-z]{2,9}){0,2}(?![\w-])/g,
    shown: /^gl[a-z]+-/,
  }),
  token({
    // grafana/grafana pkg/components/satokengen/tokengen.go
    name: 'grafana-token',
    what: 'a token of Grafana',
    evidence: '`glsa_`, 32 characters, and its checksum',
    hints: ['glsa_'],
    pattern: /(?<![A-Za-z0-9_])glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}(?![A-Za-z0-9_])/g,
    shown: /^glsa_/,
    holds: endsWithHexChecksum,
    proves: true,
  }),
  token({
    // https://docs.docker.com/security/access-tokens/
    name: 'docker-hub-token',
    what: 'a token of Docker Hub',
    evidence: '`dckr_pat_` and 27 random characters',
    hints: ['dckr_pat_'],
    pattern: /(?<![\w-])dckr_pat_[\w-]{27}(?![\w-])/g,
    shown: /^dckr_pat_/,
  }),
  token({
    // https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
    name: 'vault-token',
    what: 'a token of Vault',
    evidence: '`hvs.` or `hvb.` and 90 or more random characters',
    hints: ['hvs.', 'hvb.'],
    pattern: /(?<![\w.-])hv[sb]\.[\w-]{90,300}(?![\w-])/g,
    shown: /^hv[sb]\./,
  }),
  token({
    // https://docs.digitalocean.com/reference/api/create-personal-access-token/
    name: 'digitalocean-token',
    what: 'a token of DigitalOcean',
    evidence: '`dop_v1_`, `doo_v1_` or `dor_v1_` and 64 hexadecimal digits',
    hints: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
    pattern: /(?<![A-Za-z0-9_])do[por]_v1_[0-9a-f]{64}(?![A-Za-z0-9_])/g,
    shown: /^do[por]_v1_/,
  }),
  token({
    // https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage
    name: 'azure-storage-key',
    what: 'the key of a storage account of Azure',
    evidence: '`AccountKey=` and 64 bytes in base 64',
    hints: ['AccountKey='],
    pattern: /AccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/g,
  }),
  token({
    // https://docs.sendgrid.com/ui/account-and-settings/api-keys
    name: 'sendgrid-key',
    what: 'a key of SendGrid',
    evidence: '`SG.` and 22 and 43 random characters',
    hints: ['SG.'],
    pattern: /(?<![\w.-])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g,
    shown: /^SG\./,
  }),
  token({
    // https://pypi.org/help/#apitoken
    name: 'pypi-token',
    what: 'a token of PyPI',
    evidence: '`pypi-` and a macaroon of pypi.org',
    hints: ['pypi-AgEIcHlwaS5vcmc'],
    pattern: /(?<![\w-])pypi-AgEIcHlwaS5vcmc[\w-]{50,1000}(?![\w-])/g,
    shown: /^pypi-/,
  }),
  token({
    // the part in the middle is `OpenAI` in base 64
    name: 'openai-key',
    what: 'a key of OpenAI',
    evidence: '`sk-`, and `T3BlbkFJ` between random characters',
    hints: ['T3BlbkFJ'],
    pattern: /(?<![\w-])sk-(?:[a-z]{2,10}-)?[\w-]{20,100}?T3BlbkFJ[\w-]{20,100}(?![\w-])/g,
    shown: /^sk-/,
  }),
  token({
    // https://docs.anthropic.com/en/api/overview
    name: 'anthropic-key',
    what: 'a key of Anthropic',
    evidence: '`sk-ant-` with its kind and 95 characters',
    hints: ['sk-ant-'],
    pattern: /(?<![\w-])sk-ant-(?:api|admin)\d\d-[\w-]{93}AA(?![\w-])/g,
    shown: /^sk-ant-/,
  }),
];
