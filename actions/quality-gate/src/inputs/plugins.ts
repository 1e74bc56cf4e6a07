import { field } from '@fairlead/core';

/** Checks that a repository brings itself. */
export const pluginInputs = {
  plugins: field.list(
    {
      class: 'program',
      description:
        'Checks of your own: modules of JavaScript, relative to the working directory, one a line. The check plugins runs them.',
      default: '',
      allowed: 'paths of .mjs or .js files in the repository, such as tools/gate/headers.mjs',
      group: 'Gate',
    },
    {
      separator: 'lines',
      item: field.matching(/^(?!\/).*\.m?js$/, 'is no relative path of a .mjs or .js file'),
    },
  ),
} as const;
