/** The file in which a repository says how each of its environments is run. */
export const ENVIRONMENTS_FILE = '.github/environments.yml';

/** One thing that is decided for an environment. */
export interface PolicyKey {
  readonly values: readonly [string, ...string[]];
  readonly means: string;
  /** What it has to be where users depend on the environment; undefined: either is fine. */
  readonly inProduction?: string;
}

/** All that is decided for an environment, by key. */
export const policyKeys: Readonly<Record<string, PolicyKey>> = {
  settings: {
    values: ['file', 'centre'],
    means: 'Where the service takes its settings from: a file of its own, or the configuration centre.',
    inProduction: 'centre',
  },
  reload: {
    values: ['live', 'restart'],
    means: 'How a changed setting is taken up: while the service runs, or by new pods.',
  },
  access: {
    values: ['developers', 'operators'],
    means: 'Who may look around there and change things by hand.',
  },
  release: {
    values: ['rolling', 'recreate'],
    means: 'How a new version takes the place of the old one: pod by pod, or all at once.',
    inProduction: 'rolling',
  },
  approval: {
    values: ['none', 'operators'],
    means:
      'Whose yes a deploy waits for. It is given as a required reviewer of the environment in the settings of the repository.',
    inProduction: 'operators',
  },
};

/** JSON Schema (2020-12) of the file. */
export function environmentsSchema(): object {
  const properties = Object.fromEntries(
    Object.entries(policyKeys).map(([key, { values, means }]) => [key, { description: means, enum: values }]),
  );
  const demanded = Object.entries(policyKeys).filter(([, { inProduction }]) => inProduction !== undefined);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Environments of a repository (${ENVIRONMENTS_FILE})`,
    description:
      'How each environment is run, one key for each; fairlead workflow-lint holds workflows against it.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/environment' },
    patternProperties: {
      '^([Pp]rod|[Pp]roduction|[Pp]rd|[Ll]ive)([-_. /].*)?$': {
        $ref: '#/$defs/environment',
        required: demanded.map(([key]) => key),
        properties: Object.fromEntries(
          demanded.map(([key, { inProduction }]) => [key, { const: inProduction }]),
        ),
      },
    },
    $defs: { environment: { type: 'object', additionalProperties: false, properties } },
  };
}
