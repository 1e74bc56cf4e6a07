import { type ActionDefinition, configurableInputs, type FieldMeta, fieldMeta } from '@fairlead/core';
import { REPOSITORY_NAME } from '../paths.ts';

type Schema = Readonly<Record<string, unknown>>;

const SCALAR: Schema = { type: ['string', 'number', 'boolean'] };

/** What an entry of a list of maps may have as a value. */
const PLAIN: Schema = {
  anyOf: [SCALAR, { type: 'array', items: SCALAR }, { type: 'object', additionalProperties: SCALAR }],
};

/** JSON Schema (2020-12) of `.github/fairlead.yml`: one key per action, its inputs below. */
export function renderConfigSchema(actions: readonly ActionDefinition[]): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://raw.githubusercontent.com/${REPOSITORY_NAME}/v1/docs/fairlead.schema.json`,
    title: 'Fairlead config file (.github/fairlead.yml)',
    description: 'Inputs of the Fairlead actions. What a workflow gives under `with:` wins over this file.',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(actions.map((action) => [action.name, actionSchema(action)])),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function actionSchema(action: ActionDefinition): Schema {
  const keys = configurableInputs(action.inputs);
  const fields = Object.entries(action.inputs)
    .filter(([name]) => keys.includes(name))
    .map(([name, field]) => [name, fieldMeta(field)] as const);
  return {
    description: action.description,
    type: ['object', 'null'],
    additionalProperties: false,
    properties: Object.fromEntries(fields.map(([name, meta]) => [name, fieldSchema(meta)])),
  };
}

function fieldSchema(meta: FieldMeta): Schema {
  return {
    description: [
      meta.description,
      `Class: ${meta.class}.`,
      meta.allowed === undefined ? '' : `Allowed: ${meta.allowed}.`,
    ]
      .filter(Boolean)
      .join(' '),
    ...valueSchema(meta),
    ...(meta.default === undefined ? {} : { default: typedDefault(meta, meta.default) }),
    ...(meta.example === undefined ? {} : { examples: [typedDefault(meta, meta.example)] }),
    ...(meta.deprecation === undefined ? {} : { deprecated: true }),
  };
}

/** Every value is read as the text of an input, so a number may stand where text is meant. */
function valueSchema(meta: FieldMeta): Schema {
  switch (meta.kind) {
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer' };
    case 'number':
      return { type: 'number' };
    case 'choice':
      return { enum: meta.values ?? [] };
    case 'list':
      return { anyOf: [SCALAR, { type: 'array', items: SCALAR }] };
    case 'map':
      return { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: SCALAR }] };
    case 'records':
      return {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(
            Object.entries(meta.keys ?? {}).map(([key, description]) => [key, { description, ...PLAIN }]),
          ),
        },
      };
    case 'duration':
    case 'bytes':
      return { type: 'string' };
    case 'string':
      return SCALAR;
  }
}

function typedDefault(meta: FieldMeta, text: string): unknown {
  if (meta.kind === 'boolean') return text.toLowerCase() === 'true';
  if (meta.kind === 'integer' || meta.kind === 'number') return Number(text);
  return text;
}
