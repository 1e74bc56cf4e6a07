import { field, hideUrls } from '@fairlead/core';

/** Each address is a connection of its own, and all are asked at the same time. */
const MOST = 20;

/** What is asked after the rollout, and for how long; `group` is their heading in the README. */
export const smokeInputs = (group: string) => ({
  'smoke-urls': field.list(
    {
      group,
      class: 'reach',
      description:
        'Addresses that are asked once the rollout is healthy. Each must answer with a status from 200 to 299, else the release has failed and is rolled back.',
      allowed: `at most ${MOST} http or https addresses that the runner reaches, without user and password; a comma in one is written %2C`,
      example: 'https://orders.example.com/healthz',
    },
    {
      minItems: 1,
      item: [
        // an expression without a value leaves `https:///healthz`, which would be taken for the host healthz
        field.matching(/^https?:\/\/[^\s/?#\\]\S*$/i, 'is not an http or https address'),
        (text) => (URL.canParse(text) ? undefined : 'is not an http or https address'),
        (text) => (hideUrls(text).includes('://***@') ? 'has a user or a password' : undefined),
      ],
      whole: ({ length }) => (length > MOST ? `has ${length} addresses` : undefined),
    },
  ),
  'smoke-timeout': field.duration(
    {
      group,
      class: 'verdict',
      description:
        'Time within which each of `smoke-urls` must answer well; until then it is asked again. It is kept from `timeout`, and is at most half of it.',
      default: '30s',
    },
    { minMs: 1000 },
  ),
});
