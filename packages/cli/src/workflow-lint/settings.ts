import {
  type ActionFacts,
  actionNames,
  CONFIG_FILE,
  type ConfigSection,
  emptyConfigSection,
  readConfig,
  sharedSections,
} from '@fairlead/core';
import type { Step } from './model/workflow.ts';
import type { Repository } from './repository.ts';

/** What is known of an input before the run. */
export type Setting =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown' };

/** The inputs of a step as the action will read them: `with:`, then the config file, then the default. */
export class Settings {
  readonly #step: Step;
  readonly #action: ActionFacts;
  readonly #repository: Repository;
  #read: { readonly section: ConfigSection | undefined } | undefined;

  constructor(step: Step, action: ActionFacts, repository: Repository) {
    this.#step = step;
    this.#action = action;
    this.#repository = repository;
  }

  get(input: string): Setting {
    const given = this.#step.with.get(input);
    const text = given?.value?.text.trim();
    if (given !== undefined && text === undefined) return { kind: 'unknown' };
    if (text !== undefined && text !== '')
      return { kind: text.includes('${{') ? 'expression' : 'text', text };
    this.#read ??= { section: this.#section() };
    const { section } = this.#read;
    if (section === undefined || section.unclear.includes(input)) return { kind: 'unknown' };
    const configured = section.values[input]?.text ?? this.#action.inputs[input]?.default;
    return configured === undefined ? { kind: 'unset' } : { kind: 'text', text: configured };
  }

  /** Whether the input surely has this text. */
  is(input: string, text: string): boolean {
    const setting = this.get(input);
    return setting.kind === 'text' && setting.text.toLowerCase() === text;
  }

  /** The action's part of the config file; undefined when nobody knows which file. */
  #section(): ConfigSection | undefined {
    const file = this.#step.with.get('config')?.value?.text.trim() || CONFIG_FILE;
    if (file.includes('${{')) return undefined;
    if (file === 'none') return emptyConfigSection;
    const text = this.#repository.read(file);
    if (text === undefined) return file === CONFIG_FILE ? emptyConfigSection : undefined;
    const { name, configKeys: keys, inputs } = this.#action;
    const records = keys.filter((key) => inputs[key]?.kind === 'records');
    const shared = sharedSections(inputs);
    return readConfig(text, { file, action: name, keys, records, shared, sections: actionNames });
  }
}
