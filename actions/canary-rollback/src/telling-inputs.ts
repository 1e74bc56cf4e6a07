import { common, field, webhookInputs } from '@fairlead/core';

const TELLING = { group: 'Telling' } as const;

/** Inputs that say who is told what became of a canary, beside the job itself. */
export const tellingInputs = {
  ...webhookInputs(
    'one message for each change of state: paused, resumed, passed, rolled back and so on.',
    TELLING.group,
  ),
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
