import type { ActionFacts, FieldMeta } from '@fairlead/core';
import { OWN_OPTIONS } from './inputs-from-options.ts';

/** The page about one action: its inputs as options. */
export function renderActionHelp(action: ActionFacts): string {
  const groups = new Map<string, string[]>();
  for (const [name, meta] of Object.entries(action.inputs)) {
    const group = meta.group ?? 'Inputs';
    groups.set(group, [...(groups.get(group) ?? []), renderInput(name, meta)]);
  }
  const own = Object.entries(OWN_OPTIONS).map(
    ([name, { value, what }]) => `  --${name} ${value}\n      ${what}`,
  );
  return [
    `fairlead run ${action.name} [OPTION…]`,
    '',
    action.description,
    ...[...groups].flatMap(([group, inputs]) => ['', `${group}:`, ...inputs]),
    '',
    'Of the program:',
    ...own,
    '',
    'Keys of .github/fairlead.yml count as in a workflow; an option wins over them.',
  ].join('\n');
}

function renderInput(name: string, meta: FieldMeta): string {
  const facts = [
    meta.required === true ? 'Required.' : '',
    meta.secret === true ? 'Secret: env:VARIABLE or file:PATH.' : '',
    meta.allowed === undefined || meta.kind === 'boolean' ? '' : `Allowed: ${meta.allowed}.`,
    meta.default === undefined || meta.default === ''
      ? ''
      : `Default: ${meta.default.trim().replaceAll(/\s*\n\s*/g, ', ')}`, // the last fact, and without a dot: it may be one
  ].filter((fact) => fact !== '');
  const more = facts.length === 0 ? '' : `\n      ${facts.join(' ')}`;
  return `  --${name}${VALUES[meta.kind]}\n      ${meta.description}${more}`;
}

const VALUES: Readonly<Record<FieldMeta['kind'], string>> = {
  boolean: '',
  string: ' TEXT',
  integer: ' NUMBER',
  number: ' NUMBER',
  choice: ' WORD',
  list: ' TEXT …',
  map: ' KEY=VALUE …',
  records: ' YAML',
  duration: ' DURATION',
  bytes: ' SIZE',
};
