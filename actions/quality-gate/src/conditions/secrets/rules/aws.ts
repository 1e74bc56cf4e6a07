import type { SecretRule } from '../rule.ts';
import { entropyOf } from '../words.ts';

/**
 * Keys that stay: those of `ASIA…` end by themselves within hours. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export const awsAccessKey: SecretRule = {
  name: 'aws-access-key',
  what: 'the id of an access key of AWS',
  evidence: '`AKIA` and 16 characters of base 32, none of the ids of the documentation',
  hints: ['AKIA'],
  pattern: /(?<![A-Za-z0-9])AKIA[A-Z2-7]{16}(?![A-Za-z0-9])/g,
  shown: /^AKIA/,
  weight: 'error',
  inTests: 'error',
};

/** Least entropy of 40 characters of base 64 that nobody made up; a SHA-1 in hex has at most 4. */
const RANDOM = 4.1;

export const awsSecretKey: SecretRule = {
  name: 'aws-secret-key',
  what: 'a secret access key of AWS',
  evidence: '40 characters of base 64 behind the name of such a key, or behind the id of one',
  hints: ['ecret', 'SECRET', 'AKIA'],
  pattern:
    /(?:(?:secret_?access_?key|aws_?secret_?key)["'\]]{0,2}[ \t]{0,40}(?::=|=>|[:=,(])[ \t]{0,40}["'`]?|AKIA[A-Z2-7]{16}["'`],\s{0,40}["'`])(?<secret>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/gi,
  holds: (secret) => entropyOf(secret) >= RANDOM,
  weight: 'error',
  inTests: 'error',
};
