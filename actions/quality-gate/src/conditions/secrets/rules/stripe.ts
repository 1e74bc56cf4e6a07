import type { SecretRule } from '../rule.ts';
import { entropyOf } from '../words.ts';

const isRandom = (secret: string): boolean => entropyOf(secret.slice(secret.lastIndexOf('_') + 1)) >= 3;

/** https://docs.stripe.com/keys */
export const stripeKey: SecretRule = {
  name: 'stripe-key',
  what: 'a live key of Stripe',
  evidence: '`sk_live_` or `rk_live_` and 16 or more random characters',
  hints: ['k_live_'],
  pattern: /(?<![A-Za-z0-9_])[sr]k_live_[A-Za-z0-9]{16,247}(?![A-Za-z0-9_])/g,
  shown: /^[sr]k_live_/,
  holds: isRandom,
  weight: 'error',
  inTests: 'error',
};

export const stripeTestKey: SecretRule = {
  name: 'stripe-test-key',
  what: 'a test key of Stripe',
  evidence: '`sk_test_` or `rk_test_` and 16 or more random characters; it moves no money',
  hints: ['k_test_'],
  pattern: /(?<![A-Za-z0-9_])[sr]k_test_[A-Za-z0-9]{16,247}(?![A-Za-z0-9_])/g,
  shown: /^[sr]k_test_/,
  holds: isRandom,
  weight: 'note',
  inTests: 'none',
};

/** https://docs.stripe.com/webhooks#verify-events */
export const stripeWebhookSecret: SecretRule = {
  name: 'stripe-webhook-secret',
  what: 'the signing secret of a webhook of Stripe',
  evidence: '`whsec_` and 32 or more random characters',
  hints: ['whsec_'],
  pattern: /(?<![A-Za-z0-9_])whsec_[A-Za-z0-9+/]{32,88}(?![A-Za-z0-9_+/])/g,
  shown: /^whsec_/,
  holds: isRandom,
  weight: 'error',
  inTests: 'note',
};
