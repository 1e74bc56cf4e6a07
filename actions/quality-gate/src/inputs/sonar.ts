import { field } from '@fairlead/core';

const group = 'SonarQube';

/** Where the check sonar asks, and of what. */
export const sonarInputs = {
  'sonar-url': field.text(
    {
      class: 'reach',
      description: 'Address of the SonarQube that the check sonar asks. It gets sonar-token.',
      allowed: 'an http or https address, a path included, without user, password and query',
      example: 'https://sonarqube.example.com',
      group,
    },
    [
      field.matching(/^https?:\/\//i, 'is not an address'),
      (text) => (URL.canParse(text) ? undefined : 'is not an address'),
      field.matching(/^[^?#@]*$/, 'has a user, a password or a query'),
    ],
  ),
  'sonar-project': field.text(
    {
      class: 'verdict',
      description: 'Key of the project in SonarQube. An analysis of another one does not count.',
      allowed: 'a project key of SonarQube: letters, digits, - _ . :',
      example: 'acme_orders',
      group,
    },
    field.matching(/^[\w.:-]{1,400}$/, 'is no key of a project'),
  ),
  'sonar-token': field.text({
    class: 'reach',
    description: 'Token of SonarQube that may browse the project.',
    secret: true,
    group,
  }),
  'sonar-report': field.text({
    class: 'verdict',
    description: 'What the scanner has left about its analysis, relative to the workspace.',
    default: '.scannerwork/report-task.txt',
    group,
  }),
  'sonar-timeout': field.duration(
    {
      class: 'verdict',
      description: 'Longest wait for SonarQube to work through the analysis.',
      default: '5m',
      group,
    },
    { minMs: 1_000, maxMs: 7_200_000 },
  ),
} as const;
