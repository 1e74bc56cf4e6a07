import type { Format } from './format.ts';

/** For programs. */
export const jsonFormat: Format = {
  name: 'json',
  render: ({ files, findings, unchecked, external, absent }) =>
    JSON.stringify({ schemaVersion: 1, files, findings, unchecked, external, absent }, undefined, 2),
};
