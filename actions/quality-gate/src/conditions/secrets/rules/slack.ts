import type { SecretRule } from '../rule.ts';
import { entropyOf } from '../words.ts';

/** https://docs.slack.dev/authentication/tokens */
export const slackToken: SecretRule = {
  name: 'slack-token',
  what: 'a token of Slack',
  evidence:
    '`xoxb-`, `xoxp-`, `xoxa-`, `xoxe-`, `xoxs-` or `xapp-` with the numbers of workspace and app, and a random end',
  hints: ['xox', 'xapp-'],
  pattern:
    /(?<![\w-])(?:xox[abeps]-(?:\d{1,2}-)?\d{9,14}-(?:\d{9,14}-){0,2}[A-Za-z0-9]{20,80}|xapp-\d-[A-Z0-9]{9,14}-\d{9,15}-[a-f0-9]{64})(?![\w-])/g,
  shown: /^(?:xox[abeps]-|xapp-)/,
  holds: (secret) => entropyOf(secret.slice(secret.lastIndexOf('-') + 1)) >= 3,
  weight: 'error',
  inTests: 'error',
};

/** Who knows the address may write into the channel. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slackWebhook: SecretRule = {
  name: 'slack-webhook',
  what: 'the address of a webhook of Slack',
  evidence: '`hooks.slack.com` with workspace, hook and 24 random characters',
  hints: ['hooks.slack.com/'],
  pattern:
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Z0-9]{9,14}\/[A-Z0-9]{9,20}\/[A-Za-z0-9]{24,40})(?![\w-])/g,
  holds: (secret) => entropyOf(secret.slice(secret.lastIndexOf('/') + 1)) >= 3,
  weight: 'error',
  inTests: 'error',
};
