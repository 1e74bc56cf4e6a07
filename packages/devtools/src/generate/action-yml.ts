import { type ActionDefinition, type FieldMeta, fieldMeta, outputsOf } from '@fairlead/core';
import { stringify } from 'yaml';

const HEADER = '# Written by `npm run generate` from src/action.ts; edit that.\n';

/** The text of an action's `action.yml`. */
export function renderActionYml(action: ActionDefinition): string {
  const post = action.post === undefined ? {} : { post: 'dist/post.js', 'post-if': 'always()' };
  const manifest = {
    name: `Fairlead ${action.name}`,
    description: action.description,
    author: 'Fairlead',
    branding: { icon: action.branding.icon, color: action.branding.color },
    inputs: mapValues(action.inputs, (field) => inputEntry(fieldMeta(field))),
    outputs: mapValues(outputsOf(action), ({ description }) => ({ description })),
    runs: { using: 'node24', main: 'dist/main.js', ...post },
  };
  return HEADER + stringify(manifest, { lineWidth: 0 });
}

/**
 * Defaults are told in the description instead of `default:`. The runner fills `default:` in as if the user had
 * written it, and then no key of the config file could ever win over it. Only an expression must stand there: nobody
 * but the runner can evaluate it.
 */
function inputEntry(meta: FieldMeta): Record<string, unknown> {
  const shared = meta.section === undefined ? '' : ` Default: that of ${meta.section} in the config file.`;
  const told = meta.default === undefined || meta.default === '' ? '' : ` Default: ${oneLine(meta.default)}`;
  return {
    description: `${meta.description} Class: ${meta.class}.${shared}${told}`,
    required: meta.required === true,
    ...(meta.runnerDefault === undefined ? {} : { default: meta.runnerDefault }),
    ...(meta.deprecation === undefined ? {} : { deprecationMessage: meta.deprecation }),
  };
}

function oneLine(text: string): string {
  return text
    .trim()
    .split(/\s*\n\s*/)
    .join(', ');
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
