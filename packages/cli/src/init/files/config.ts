import { CONFIG_FILE, type FieldMeta } from '@fairlead/core';
import { loadActions } from '../../definitions/actions.ts';
import { loadUses } from '../../definitions/uses.ts';
import { servedProgram } from '../layout.ts';
import type { Service } from '../service.ts';
import type { Answer } from './starter.ts';

/** The settings of all steps; it begins with the one that people ask for first. */
export function config(service: Service): Answer {
  const { repository, version } = loadUses();
  const preset = input('quality-gate', 'preset');
  const schema = `https://raw.githubusercontent.com/${repository}/${version}/docs/fairlead.schema.json`;
  const text = `# yaml-language-server: $schema=${schema}
# Inputs of the actions, one key for each action; a \`with:\` in the workflow wins.
${service.cgo && service.program !== undefined ? 'go-build:\n  cgo: true\n' : ''}quality-gate:
  # ${preset?.description}
  preset: ${preset?.default}
${metric(service)}`;
  return { files: [{ path: CONFIG_FILE, text }] };
}

/** Only a histogram of another name than the usual one has to be said. */
function metric(service: Service): string {
  const found = servedProgram(service)?.histogram;
  if (found === undefined || found === input('canary-rollback', 'metric')?.default) return '';
  return `canary-rollback:\n  # The histogram of requests that the code names; its labels are inputs, too.\n  metric: ${found}\n`;
}

function input(action: string, name: string): FieldMeta | undefined {
  return loadActions().find((one) => one.name === action)?.inputs[name];
}
