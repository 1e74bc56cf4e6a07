import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62, hexChecksum } from '../../src/conditions/secrets/checksums.ts';

const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BASE32 = `${UPPER}234567`;
const BASE62 = `${DIGITS}${UPPER}${UPPER.toLowerCase()}`;
const BASE64 = `${BASE62}+/`;
const WORD = `${BASE62}_-`;

/** Characters that look random and are the same each time. No credential stands in these sources: it would be found in them. */
function random(alphabet: string, length: number, seed: string): string {
  let text = '';
  for (let block = 0; text.length < length; block++)
    for (const byte of createHash('sha256').update(`${seed} ${alphabet} ${block}`).digest())
      text += alphabet[byte % alphabet.length] ?? '';
  return text.slice(0, length);
}

const withChecksum = (prefix: string, seed: string): string => {
  const body = random(BASE62, 30, seed);
  return `${prefix}${body}${base62(crc32(body))}`;
};
/** What looks like a sample of a document, and has the checksum all the same. */
const provenSample = (prefix: string): string => `${prefix}${'A'.repeat(30)}${base62(crc32('A'.repeat(30)))}`;
const wrong = (text: string): string => `${text.slice(0, -1)}${text.endsWith('a') ? 'b' : 'a'}`;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token for the given claims. */
export function jwtOf(claims: object, alg = 'HS256'): string {
  const text = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', 'k').update(text).digest('base64url')}`;
}

/** A key as programs write it. */
export const PEM: string = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
/** The shortest key there is: 48 bytes. */
const ED25519: string = generateKeyPairSync('ed25519').privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
const OPENSSH = `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\n${Buffer.concat([
  Buffer.from('openssh-key-v1\0\0\0\0\u0004none\0\0\0\u0004none\0\0\0\0\0\0\0\u0001'),
  createHash('sha512').update('key').digest(),
]).toString('base64')}\n-----END OPENSSH ${'PRIVATE'} KEY-----\n`;
const pgp = (first: number): string =>
  `-----BEGIN PGP ${'PRIVATE'} KEY BLOCK-----\n\n${Buffer.concat([
    Buffer.from([first, 0x58, 4]),
    createHash('sha512').update('pgp').digest(),
  ]).toString('base64')}\n=abcd\n-----END PGP ${'PRIVATE'} KEY BLOCK-----\n`;

/** Texts by the rule that must find something in them, and texts that only look alike. */
export interface Sample {
  readonly rule: string;
  readonly texts: readonly string[];
  readonly nearMisses: readonly string[];
}

const github = withChecksum('ghp_', 'github');
const aws = `AKIA${random(BASE32, 16, 'aws')}`;
const awsSecret = random(BASE64, 40, 'aws secret');
const assigned = random(BASE62, 28, 'assigned');
const glsa = `glsa_${random(BASE62, 32, 'grafana')}`;
const slackEnd = random(BASE62, 24, 'slack');
const team = random(DIGITS, 12, 'team');
const hook = `https://hooks.slack.com/${'services'}`;

/** A token of GitHub, for tests of what is shown of it. */
export const GITHUB_TOKEN: string = github;

/** At least one sample of each rule of the registry. */
export const SAMPLES: readonly Sample[] = [
  {
    rule: 'github-token',
    texts: [
      `token: ${github}`,
      `"${withChecksum('ghs_', 'x')}"`,
      `(${withChecksum('gho_', 'y')})`,
      provenSample('ghp_'),
    ],
    nearMisses: [
      wrong(github),
      `${github}0`,
      `x${github}`,
      github.replace('ghp_', 'ghx_'),
      github.slice(0, -1),
    ],
  },
  {
    rule: 'github-fine-grained-token',
    texts: [`github_pat_${random(BASE62, 22, 'a')}_${random(BASE62, 59, 'b')}`],
    nearMisses: [
      `github_pat_${random(BASE62, 22, 'a')}_${random(BASE62, 58, 'b')}`,
      `github_pat_${'x'.repeat(22)}_${'x'.repeat(59)}`,
    ],
  },
  {
    rule: 'aws-access-key',
    texts: [`id = "${aws}"`, aws],
    nearMisses: [
      'AKIAIOSFODNN7EXAMPLE',
      `${aws}A`,
      aws.replace('AKIA', 'ASIA'),
      `AKIA${'A'.repeat(16)}`,
      aws.toLowerCase(),
    ],
  },
  {
    rule: 'aws-secret-key',
    texts: [
      `aws_secret_access_key = ${awsSecret}`,
      `SecretAccessKey: "${awsSecret}"`,
      `credentials.NewStaticCredentials("AKIAIOSFODNN7EXAMPLE", "${awsSecret}", "")`,
    ],
    nearMisses: [
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      `secret_access_key = ${random(HEX, 40, 'sha1')}`,
      `commit = "${awsSecret}"`,
      `aws_secret_access_key = ${awsSecret}x`,
    ],
  },
  {
    rule: 'google-api-key',
    texts: [`key=AIza${random(WORD, 35, 'google').replaceAll('-', 'k')}`],
    nearMisses: [
      `AIza${random(BASE62, 34, 'google')}`,
      `AIza${'a1b2'.repeat(9).slice(0, 35)}`,
      `AIzaSyExample${random(BASE62, 26, 'g')}`,
    ],
  },
  {
    rule: 'google-oauth-secret',
    texts: [`GOCSPX-${random(BASE62, 28, 'oauth')}`],
    nearMisses: [`GOCSPX-${random(BASE62, 27, 'oauth')}`, `GOCSPX-your-client-secret-goes-here`],
  },
  {
    rule: 'slack-token',
    texts: [
      `xoxb-${team}-${random(DIGITS, 13, 'app')}-${slackEnd}`,
      `xoxp-${team}-${team}-${team}-${random(HEX, 32, 'user')}`,
      `xapp-1-A${random(BASE32, 10, 'app').toUpperCase()}-${random(DIGITS, 13, 'n')}-${random(HEX, 64, 'end')}`,
    ],
    nearMisses: [
      `xoxb-${team}-${'x'.repeat(24)}`,
      'xoxb-not-a-token-at-all-really',
      `xoxc-${team}-${team}-${slackEnd}`,
    ],
  },
  {
    rule: 'slack-webhook',
    texts: [`${hook}/T${random(BASE32, 9, 't')}/B${random(BASE32, 10, 'b')}/${slackEnd}`],
    nearMisses: [`${hook}/T00000000/B00000000/${'X'.repeat(24)}`, `${hook}/T${random(BASE32, 9, 't')}`],
  },
  {
    rule: 'stripe-key',
    texts: [
      `sk_${'live'}_${random(BASE62, 24, 's')}`,
      `rk_${'live'}_${random(BASE62, 99, 'r')}`,
      `sk_${'live'}_${random(HEX, 24, 'h')}`,
    ],
    nearMisses: [
      `sk_${'live'}_your_key`,
      `pk_${'live'}_${random(BASE62, 24, 's')}`,
      `task_${'live'}_${random(BASE62, 24, 's')}`,
    ],
  },
  {
    rule: 'stripe-test-key',
    texts: [`sk_${'test'}_${random(BASE62, 24, 's')}`],
    nearMisses: [`sk_${'test'}_${'x'.repeat(24)}`, `ask_${'test'}_${random(BASE62, 24, 's')}`],
  },
  {
    rule: 'stripe-webhook-secret',
    texts: [`whsec_${random(BASE62, 32, 'w')}`],
    nearMisses: [`whsec_${random(BASE62, 20, 'w')}`, `whsec_${'0'.repeat(32)}`],
  },
  {
    rule: 'private-key',
    texts: [
      PEM,
      JSON.stringify({ type: 'service_account', private_key: PEM }),
      `const key = "${PEM.trim().split('\n').join('\\n" +\n\t"')}"`,
      PEM.replaceAll('\n', '\r\n'),
      `key: |\n${PEM.replaceAll(/^/gm, '    ')}`,
      OPENSSH,
      ED25519,
      encrypted(),
    ],
    nearMisses: [
      `strings.HasPrefix(text, "-----BEGIN ${'PRIVATE'} KEY-----")`,
      PEM.replace(/.{8}\n-----END/, '\n-----END'),
      PEM.replace(/^M.{20}/m, 'your key goes here'),
      PEM.replaceAll('PRIVATE', 'PUBLIC'),
      `-----BEGIN ${'PRIVATE'} KEY-----\n${'A'.repeat(120)}\n-----END ${'PRIVATE'} KEY-----`,
    ],
  },
  {
    rule: 'pgp-private-key',
    texts: [pgp(0x95), pgp(0xc5)],
    nearMisses: [pgp(0x99), pgp(0x15), pgp(0xc6)],
  },
  {
    rule: 'npm-token',
    texts: [`//registry/:_authToken=${withChecksum('npm_', 'npm')}`, provenSample('npm_')],
    nearMisses: [wrong(withChecksum('npm_', 'npm')), `npm_config_registry`],
  },
  {
    rule: 'gitlab-token',
    texts: [
      `glpat-${random(WORD, 20, 'gl').replaceAll('-', 'g')}`,
      `glrt-t3_${random(BASE62, 27, 'gl')}.01.${random(HEX, 9, 'gl')}`,
    ],
    nearMisses: [`glpat-${'x'.repeat(20)}`, `glpat-${random(BASE62, 15, 'gl')}`],
  },
  {
    rule: 'grafana-token',
    texts: [`${glsa}_${hexChecksum(glsa)}`],
    nearMisses: [`${glsa}_${wrong(hexChecksum(glsa))}`, glsa],
  },
  {
    rule: 'docker-hub-token',
    texts: [`dckr_pat_${random(BASE62, 27, 'd')}`],
    nearMisses: [`dckr_pat_${random(BASE62, 26, 'd')}`],
  },
  {
    rule: 'vault-token',
    texts: [`hvs.${random(BASE62, 95, 'v')}`],
    nearMisses: [`hvs.${random(BASE62, 30, 'v')}`, `x.hvs.${random(BASE62, 95, 'v')}`],
  },
  {
    rule: 'digitalocean-token',
    texts: [`dop_v1_${random(HEX, 64, 'do')}`],
    nearMisses: [`dop_v1_${random(HEX, 63, 'do')}`, `dop_v1_${'0'.repeat(64)}`],
  },
  {
    rule: 'azure-storage-key',
    texts: [`AccountName=a;AccountKey=${random(BASE64, 86, 'az')}==;EndpointSuffix=core`],
    nearMisses: [`AccountKey=${random(BASE64, 80, 'az')}==`],
  },
  {
    rule: 'sendgrid-key',
    texts: [`SG.${random(BASE62, 22, 'sg')}.${random(BASE62, 43, 'sg')}`],
    nearMisses: [
      `SG.${random(BASE62, 22, 'sg')}.${random(BASE62, 40, 'sg')}`,
      `MSG.${random(BASE62, 22, 'sg')}.${random(BASE62, 43, 'sg')}`,
    ],
  },
  {
    rule: 'pypi-token',
    texts: [`pypi-AgEIcHlwaS5vcmc${random(BASE62, 120, 'py')}`],
    nearMisses: [`pypi-AgEIcHlwaS5vcmc${random(BASE62, 20, 'py')}`],
  },
  {
    rule: 'openai-key',
    texts: [
      `sk-${random(BASE62, 20, 'o')}T3BlbkFJ${random(BASE62, 20, 'p')}`,
      `sk-proj-${random(BASE62, 58, 'o')}T3BlbkFJ${random(BASE62, 58, 'p')}`,
    ],
    nearMisses: [`sk-${random(BASE62, 48, 'o')}`, `T3BlbkFJ${random(BASE62, 20, 'p')}`],
  },
  {
    rule: 'anthropic-key',
    texts: [`sk-ant-api03-${random(BASE62, 93, 'a')}AA`],
    nearMisses: [`sk-ant-api03-${random(BASE62, 93, 'a')}BB`],
  },
  {
    rule: 'jwt',
    texts: [`Bearer ${jwtOf({ sub: 'a' })}`, jwtOf({ sub: 'a', exp: 4_000_000_000 })],
    nearMisses: [
      jwtOf({ sub: 'a', exp: 1_500_000_000 }),
      jwtOf({ sub: 'a' }, 'none'),
      `eyJ${random(BASE62, 30, 'j')}.eyJ${random(BASE62, 30, 'j')}.${random(BASE62, 30, 'j')}`,
    ],
  },
  {
    rule: 'assignment',
    texts: [
      `apiToken := "${assigned}"`,
      `"db_password": "${assigned}"`,
      `const clientSecret = '${random(HEX, 32, 'hex')}'`,
    ],
    nearMisses: [
      `apiTokenHash := "${assigned}"`,
      `tokenURL = "${assigned}"`,
      `token = "${random(UPPER.toLowerCase(), 28, 'letters')}"`,
      `token = "${random(DIGITS, 28, 'digits')}${random(DIGITS, 12, 'more')}"`,
      `token = "${'a1b2'.repeat(7)}"`,
      'password := "correct-horse-battery-staple-2027"',
      'secretName: "orders-api-tls-v2-20270131"',
      `token := "\${{ secrets.DEPLOY_TOKEN_2 }}"`,
      `password = "https://a.example/${assigned}"`,
      `token := ${assigned}`,
      `name := "${assigned}"`,
      'token = "abcdefghij0123456789"',
      'api_key: "11111111-aaaa-4bbb-8ccc-222222222222"',
    ],
  },
];

function encrypted(): string {
  const body = createHash('sha512').update('enc').digest().toString('base64');
  return `-----BEGIN RSA ${'PRIVATE'} KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n\n${body}\n-----END RSA ${'PRIVATE'} KEY-----\n`;
}
