import { markdownCode, markdownTable } from '@fairlead/core';
import type { SecretRule, Weight } from './rule.ts';
import { assignment } from './rules/assignment.ts';
import { awsAccessKey, awsSecretKey } from './rules/aws.ts';
import { githubFineGrained, githubToken } from './rules/github.ts';
import { googleApiKey, googleOauthSecret } from './rules/google.ts';
import { jwt } from './rules/jwt.ts';
import { pgpPrivateKey, privateKey } from './rules/private-key.ts';
import { providers } from './rules/providers.ts';
import { slackToken, slackWebhook } from './rules/slack.ts';
import { stripeKey, stripeTestKey, stripeWebhookSecret } from './rules/stripe.ts';

/** Every kind of credential that is looked for. Where two find the same text, the first counts. */
export const secretRules: readonly SecretRule[] = [
  githubToken,
  githubFineGrained,
  awsAccessKey,
  awsSecretKey,
  googleApiKey,
  googleOauthSecret,
  slackToken,
  slackWebhook,
  stripeKey,
  stripeTestKey,
  stripeWebhookSecret,
  privateKey,
  pgpPrivateKey,
  ...providers,
  jwt,
  assignment,
];

const WORDS: Readonly<Record<Weight, string>> = { error: 'fails', note: 'advice', none: 'not looked for' };

/** The rules for the README. */
export const secretTable: string = markdownTable(
  ['Rule', 'What it finds', 'By what', 'Counts as', 'In test files'],
  secretRules.map(({ name, what, evidence, weight, inTests }) => [
    markdownCode(name),
    what,
    evidence,
    WORDS[weight],
    WORDS[inTests],
  ]),
);
