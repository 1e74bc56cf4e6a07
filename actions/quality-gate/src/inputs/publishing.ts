import { common, field, webhookInputs } from '@fairlead/core';
import { places } from '../posting/places.ts';

/** To whom the verdict is told, and how much of it. */
export const publishingInputs = {
  summary: field.choice(['auto', 'always', 'on-failure'], {
    class: 'plain',
    description:
      'What the step summary shows. auto folds what is fine, always unfolds it, on-failure writes nothing for a run that passes.',
    default: 'auto',
    group: 'Publishing',
  }),
  post: field.list(
    {
      class: 'reach',
      description:
        'Where the verdict is told beside the run: comment (one on the pull request, which is updated), check (a check run).',
      default: '',
      allowed: places.join(', '),
      group: 'Publishing',
    },
    { item: field.matching(new RegExp(`^(${places.join('|')})$`), 'is no place') },
  ),
  'post-as': field.text({
    class: 'reach',
    description: 'Name that tells the gates of one pull request apart, for comment and check run.',
    default: '',
    example: 'integration',
    group: 'Publishing',
  }),
  'report-file': field.text({
    class: 'reach',
    description:
      'report.json of another run, which is posted: nothing is tested then. For workflow_run, after a gate of a fork.',
    group: 'Publishing',
  }),
  ...webhookInputs(
    'one message when the gate does not pass, with the run, the author and the failed tests.',
    'Publishing',
  ),
  'github-token': common.githubToken('the comment and the check run', 'Publishing'),
} as const;
