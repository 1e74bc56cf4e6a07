import { field } from '@fairlead/core';
import { ENVIRONMENT_NAME } from '../environments/parse-environments.ts';

/** What the tests are told about the environment that they run against. */
export const environmentInputs = {
  'env-config': field.text({
    class: 'verdict',
    description:
      'YAML file with the settings of each test environment, relative to the working directory. The tests get those of one as variables in capitals. The whole file is validated before anything runs. No secrets: they come through env of the step, whose variables win.',
    allowed: 'a YAML file below the workspace, as in the README',
    group: 'Tests',
  }),
  'env-name': field.text(
    {
      class: 'verdict',
      description: 'Which environment of env-config the tests run against, where the suite does not say it.',
      default: 'test',
      group: 'Tests',
    },
    field.matching(ENVIRONMENT_NAME, 'is no name of an environment'),
  ),
} as const;
