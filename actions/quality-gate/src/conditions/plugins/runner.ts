/** The contract between the gate and a check of one's own. Another number is another contract. */
export const CONTRACT = 1;

/** What goes to the runner, in a file whose path is its one argument. */
export interface RunnerOrder {
  /** Absolute path of the plug-in. */
  readonly file: string;
  /** Absolute path of the file for the answer. */
  readonly answer: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What the runner leaves in the file for the answer: what the plug-in is called and said, or why it could not be asked. */
export type RunnerAnswer = { readonly name: string; readonly said: unknown } | { readonly trouble: string };

/**
 * The program that loads a plug-in in a process of its own, which gets no token, no input and no file of the runner's: name,
 * version, `initialise(facts)` where there is one, `execute(facts)`. It ends at once when it has the answer, whatever the
 * plug-in has left running.
 */
export const RUNNER = `
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { file, answer, facts } = JSON.parse(readFileSync(process.argv[1], 'utf8'));
const end = (result) => {
  writeFileSync(answer, JSON.stringify(result));
  process.exit(0);
};
const trouble = (what, error) => end({ trouble: what + (error?.message ?? error ?? '') });
const attempt = async (what, work) => {
  try {
    return await work();
  } catch (error) {
    return trouble(what + ': ', error ?? 'nothing');
  }
};
const { default: plugin } = await attempt('cannot be loaded', () => import(pathToFileURL(file).href));
if (typeof plugin !== 'object' || plugin === null) trouble('has no object as its default export');
const { name, version } = plugin;
if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,49}$/.test(name))
  trouble('has no name of small letters, digits and -');
if (version !== ${CONTRACT})
  trouble('has version ' + JSON.stringify(version) + ' of the contract, and this gate knows ${CONTRACT}');
if (plugin.initialise !== undefined && typeof plugin.initialise !== 'function')
  trouble('has an initialise that is no function');
if (typeof plugin.execute !== 'function') trouble('has no function execute');
await attempt('initialise threw', () => plugin.initialise?.(facts));
end({ name, said: (await attempt('execute threw', () => plugin.execute(facts))) ?? null });
`;
