import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One call of the stand-in, with everything that a real docker would see. */
export interface DockerCall {
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly env: Readonly<Record<string, string>>;
  /** Mode of the DOCKER_CONFIG folder at that moment, in octal. */
  readonly configMode: string | undefined;
  /** Content of its config.json at that moment. */
  readonly config: string | undefined;
}

/** A `docker` that records its calls. It stands in for the command line alone; registries are real. */
export interface FakeDocker {
  /** Put it first in PATH. */
  readonly folder: string;
  calls(): Promise<readonly DockerCall[]>;
  /** The calls without those that ask which docker it is and whether its engine lives. */
  orders(): Promise<readonly DockerCall[]>;
  /** Decides how a command ends: `{ push: { code: 1, stderr: 'denied' } }`. */
  answer(answers: Readonly<Record<string, DockerAnswer>>): Promise<void>;
}

/** How one command ends. */
export interface DockerAnswer {
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Written to the file after `--iidfile`. */
  readonly imageId?: string;
  /** Milliseconds before it ends. */
  readonly delayMs?: number;
  /** A manifest that a push brings to the registry under its tag, as a real engine would. */
  readonly manifest?: {
    readonly type: string;
    readonly text: string;
    readonly authorization?: string | undefined;
  };
}

const VERSION = { Client: { Version: '20.10.24' }, Server: { Version: '20.10.24' } };

const SCRIPT = `#!${process.execPath}
const fs = require('node:fs');
const path = require('node:path');
const argv = process.argv.slice(2);
const answers = JSON.parse(fs.readFileSync(path.join(__dirname, 'answers.json'), 'utf8'));
const answer = answers[argv[0]] ?? {};
const config = process.env.DOCKER_CONFIG;
const read = (file) => { try { return fs.readFileSync(file, 'utf8'); } catch { return undefined; } };
const mode = config && fs.existsSync(config) ? (fs.statSync(config).mode & 0o777).toString(8) : undefined;
const stdin = argv.includes('--password-stdin') ? fs.readFileSync(0, 'utf8') : '';
const call = { argv, stdin, env: process.env, configMode: mode, config: config && read(path.join(config, 'config.json')) };
fs.appendFileSync(path.join(__dirname, 'calls.jsonl'), JSON.stringify(call) + '\\n');
if (argv[0] === 'login' && config) {
  const file = path.join(config, 'config.json');
  const settings = JSON.parse(read(file) ?? '{}');
  settings.auths = { ...settings.auths, [argv.at(-1)]: { auth: Buffer.from('user:' + stdin).toString('base64') } };
  fs.writeFileSync(file, JSON.stringify(settings));
}
const idFile = argv[argv.indexOf('--iidfile') + 1];
if (answer.imageId && argv.includes('--iidfile')) fs.writeFileSync(idFile, answer.imageId);
const sent = answer.manifest && argv[0] === 'push' ? send(argv[1], answer.manifest) : Promise.resolve();
sent.then(() => {
  process.stdout.write(answer.stdout ?? '');
  process.stderr.write(answer.stderr ?? '');
  setTimeout(() => process.exit(answer.code ?? 0), answer.delayMs ?? 0);
});
function send(reference, { type, text, authorization }) {
  const [, registry, repository, tag] = /^([^/]+)\\/(.+):([^:]+)$/.exec(reference);
  const headers = { 'content-type': type, ...(authorization && { authorization }) };
  const url = 'http://' + registry + '/v2/' + repository + '/manifests/' + tag;
  return fetch(url, { method: 'PUT', headers, body: text });
}
`;

/** Installs the stand-in in a fresh folder below `parent`. */
export async function installFakeDocker(parent: string): Promise<FakeDocker> {
  const folder = join(parent, 'bin');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}');
  await writeFile(join(folder, 'docker'), SCRIPT);
  await chmod(join(folder, 'docker'), 0o755);
  await writeFile(join(folder, 'calls.jsonl'), '');
  const answer = async (answers: Readonly<Record<string, DockerAnswer>>): Promise<void> => {
    const version = { stdout: JSON.stringify(VERSION) };
    await writeFile(join(folder, 'answers.json'), JSON.stringify({ version, ...answers }));
  };
  await answer({});
  const calls = async (): Promise<readonly DockerCall[]> => {
    const lines = (await readFile(join(folder, 'calls.jsonl'), 'utf8')).split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as DockerCall);
  };
  return {
    folder,
    answer,
    calls,
    orders: async () =>
      (await calls()).filter(({ argv }) => !/^(?:version\b|buildx version$)/.test(argv.join(' '))),
  };
}
