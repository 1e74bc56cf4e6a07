import {
  type ActionDefinition,
  coreErrorCodes,
  type FieldMeta,
  fieldMeta,
  markdownCode,
  markdownTable,
  outputsOf,
} from '@fairlead/core';

/** The generated sections of an action's README, by the name in their markers. */
export function renderSections(action: ActionDefinition): Readonly<Record<string, string>> {
  return {
    inputs: renderInputs(action),
    outputs: renderOutputs(action),
    permissions: renderPermissions(action),
    codes: renderCodes(action),
    ...action.tables,
  };
}

/** The page with the rules is one for all actions. */
const CLASSES =
  'The class says [who may set an input](../../docs/security.md#who-may-decide): on pull requests from forks and the like, the\nconfig file of the pull request counts for `plain` alone.\n';

function renderInputs(action: ActionDefinition): string {
  const groups = new Map<string, [string, FieldMeta][]>();
  for (const [name, field] of Object.entries(action.inputs)) {
    const meta = fieldMeta(field);
    const group = meta.group ?? '';
    groups.set(group, [...(groups.get(group) ?? []), [name, meta]]);
  }
  const head = ['Input', 'Class', 'Default', 'Allowed', 'What for'];
  return [...groups]
    .map(([group, fields]) => {
      const heading = group === '' ? '' : `**${group}**\n\n`;
      return (
        heading +
        markdownTable(
          head,
          fields.map(([name, meta]) => inputRow(name, meta)),
        )
      );
    })
    .concat(CLASSES)
    .join('\n');
}

function inputRow(name: string, meta: FieldMeta): string[] {
  return [
    markdownCode(name),
    meta.class,
    meta.required === true ? '**required**' : defaultOf(meta),
    meta.allowed ?? '',
    [meta.description, exampleText(meta.example), deprecationText(meta.deprecation), secretText(meta.secret)]
      .filter((part) => part !== '')
      .join(' '),
  ];
}

/** What counts where nothing is given: what another action's section of the config file says, then the default. */
function defaultOf({ section, default: text, runnerDefault }: FieldMeta): string {
  const shared = section === undefined ? [] : [`that of ${markdownCode(section)} in the config file`];
  return [...shared, defaultCell(text ?? runnerDefault)].filter((part) => part !== '').join(', else ');
}

function defaultCell(text: string | undefined): string {
  if (text === undefined || text === '') return '';
  return text
    .trim()
    .split('\n')
    .map((line) => markdownCode(line.trim()))
    .join(', ');
}

function exampleText(example: string | undefined): string {
  return example === undefined ? '' : `Example: ${markdownCode(example.replaceAll('\n', ' '))}.`;
}

function deprecationText(deprecation: string | undefined): string {
  return deprecation === undefined ? '' : `**Deprecated:** ${deprecation}`;
}

function secretText(secret: true | undefined): string {
  return secret === true ? 'Secret: masked, and never read from the config file.' : '';
}

function renderOutputs(action: ActionDefinition): string {
  const rows = Object.entries(outputsOf(action)).map(([name, { description, example }]) => [
    markdownCode(name),
    [description, exampleText(example)].filter((part) => part !== '').join(' '),
  ]);
  return markdownTable(['Output', 'What it is'], rows);
}

function renderPermissions(action: ActionDefinition): string {
  const rows = Object.entries(action.permissions).map(([name, { access, use }]) => [
    markdownCode(name),
    `${access}, ${use}`,
  ]);
  return rows.length === 0 ? 'None.\n' : markdownTable(['Permission', 'What for'], rows);
}

function renderCodes(action: ActionDefinition): string {
  const codes = { ...action.codes, ...without(coreErrorCodes, action.codes) };
  const rows = Object.entries(codes).map(([code, { meaning, fix }]) => [markdownCode(code), meaning, fix]);
  return markdownTable(['Code', 'What happened', 'What to do'], rows);
}

function without<T>(record: Readonly<Record<string, T>>, other: object): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !(key in other)));
}
