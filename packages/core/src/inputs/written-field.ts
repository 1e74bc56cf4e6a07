import type { Field, FieldMeta } from './field.ts';
import { bytes, choice, decimal, duration, flag, integer, list, map, records, text } from './fields.ts';

/**
 * A field from what is written down of it. It refuses nothing that the action's own field takes, with the same words;
 * checks that only the action's code knows are not made.
 */
export function writtenField(meta: FieldMeta): Field<unknown> {
  const {
    kind,
    values = [],
    bounds = {},
    rules = [],
    separator = 'words',
    minItems = 0,
    blanks,
    keys = {},
    ...options
  } = meta;
  const { min, max } = bounds;
  switch (kind) {
    case 'boolean':
      return flag(options);
    case 'choice':
      return choice(values, options);
    case 'integer':
      return integer(options, bounds);
    case 'number':
      return decimal(options, bounds);
    case 'list':
      return list(options, { separator, minItems, item: rules, ...(blanks === undefined ? {} : { blanks }) });
    case 'map':
      return map(options);
    case 'records':
      return records(options, keys, (value) => ({ value }));
    case 'duration':
      return duration(options, {
        ...(min === undefined ? {} : { minMs: min }),
        ...(max === undefined ? {} : { maxMs: max }),
      });
    case 'bytes':
      return bytes(options);
    case 'string':
      return text(options, rules);
  }
}
