import { field } from '@fairlead/core';

/** Inputs of `strategy: blue-green`. */
export const switchInputs = {
  'preview-path': field.text(
    {
      class: 'verdict',
      description:
        'With blue-green: what the new version is asked for before the switch, through its own Service. Default: the path of its readiness probe; where it has none, its pods must be ready.',
      allowed: 'a path that begins with a slash',
      example: '/healthz',
      group: 'Traffic',
    },
    field.matching(/^\//, 'does not begin with a slash'),
  ),
  'preview-probes': field.integer(
    {
      class: 'verdict',
      description: 'With blue-green: good answers in a row, one a second, before the switch.',
      default: '5',
      group: 'Traffic',
    },
    { min: 1, max: 1000 },
  ),
  'preview-timeout': field.duration(
    {
      class: 'verdict',
      description: 'With blue-green: how long one answer before the switch may take.',
      default: '5s',
      group: 'Traffic',
    },
    { minMs: 100, maxMs: 60_000 },
  ),
  'preview-redirects': field.flag({
    class: 'verdict',
    description:
      'With blue-green: whether a redirection (3xx) is a good answer, as a readiness probe takes it. An answer of 2xx is one, and no other.',
    default: 'true',
    group: 'Traffic',
  }),
  keep: field.duration({
    class: 'verdict',
    description:
      'With blue-green: how long the old version is kept beside the new one after the verdict, while the rules are heard. `command: abort` goes back to it in one call.',
    default: '3m',
    group: 'Traffic',
  }),
};
