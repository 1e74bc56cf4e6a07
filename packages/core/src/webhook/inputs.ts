import type { Field } from '../inputs/field.ts';
import { text } from '../inputs/fields.ts';

/** Who is told over a webhook, and how a message shows that it is ours. */
export interface WebhookInputs {
  readonly 'webhook-url': Field<string | undefined>;
  readonly 'webhook-secret': Field<string | undefined>;
}

/** The inputs of an action that tells a webhook; `when` completes "Address that gets". */
export function webhookInputs(when: string, group: string): WebhookInputs {
  return {
    'webhook-url': text(
      {
        class: 'reach',
        description: `Address that gets ${when} JSON with a \`text\`, as Slack, Mattermost and the like take it.`,
        secret: true,
        unquoted: true,
        allowed: 'an https address',
        group,
      },
      (given) => (isHttps(given) ? undefined : 'is no https address'),
    ),
    'webhook-secret': text({
      class: 'reach',
      description: 'Signs each message: HMAC-SHA256 of its body, in the header `x-fairlead-signature-256`.',
      secret: true,
      group,
    }),
  };
}

function isHttps(given: string): boolean {
  return URL.canParse(given) && new URL(given).protocol === 'https:';
}
