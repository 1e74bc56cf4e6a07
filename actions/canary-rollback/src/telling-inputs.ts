import { common, field } from '@fairlead/core';

const TELLING = { group: 'Telling' } as const;

/** Inputs that say who is told what became of a canary, beside the job itself. */
export const tellingInputs = {
  'webhook-url': field.text(
    {
      class: 'reach',
      description:
        'Address that gets one message for each change of state: paused, resumed, passed, rolled back and so on. JSON with a `text`, as Slack, Mattermost and the like take it.',
      secret: true,
      unquoted: true,
      allowed: 'an https address',
      ...TELLING,
    },
    (text) => (isHttps(text) ? undefined : 'is no https address'),
  ),
  'webhook-secret': field.text({
    class: 'reach',
    description: 'Signs each message: HMAC-SHA256 of its body, in the header `x-fairlead-signature-256`.',
    secret: true,
    ...TELLING,
  }),
  'github-deployment': field.flag({
    class: 'reach',
    description:
      'Record a rollback with GitHub as a failed deployment of `environment`. Where the environment of the job makes a record, none is added.',
    default: 'false',
    ...TELLING,
  }),
  environment: field.text({
    class: 'reach',
    description: 'Environment that is deployed to, for example staging or production.',
    ...TELLING,
  }),
  'github-token': common.githubToken('the record of `github-deployment`', TELLING.group),
} as const;

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}
