#!/usr/bin/env node
/**
 * The one entry of all npm scripts: `node scripts/fairlead.mjs COMMAND …`.
 *
 * It runs on the machine's own Node (20 or newer) with nothing installed, installs the dependencies when they are
 * missing or stale, finds Node 24 among them, and hands over to the command's TypeScript source.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const OLDEST_NODE = 20;
const WANTED_NODE = 24;
/** What the dependencies take, with some room to spare. */
const NEEDED_MB = 800;

/** Commands with an own entry; all others belong to the development tools' command line. */
const ENTRIES = {
  cli: 'packages/cli/src/fairlead.ts',
  cluster: 'packages/devcluster/src/cli.ts',
  demo: 'packages/devtools/src/demo/main.ts',
};
const TOOLS_ENTRY = 'packages/devtools/src/cli.ts';

class Refusal extends Error {}

function nodeMajor(version) {
  return Number(version.replace(/^v/, '').split('.')[0]);
}

function checkMachine() {
  if (process.platform === 'win32') {
    throw new Refusal('Windows is not supported: run this inside WSL or on Linux or macOS');
  }
  if (nodeMajor(process.version) < OLDEST_NODE) {
    throw new Refusal(
      `Node.js ${process.version} is too old to start: install Node.js ${OLDEST_NODE} or newer`,
    );
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether what npm says it has installed is what the lock file asks for. */
function dependenciesAreFresh() {
  const wanted = readJson(join(ROOT, 'package-lock.json'));
  const installed = readJson(join(MODULES, '.package-lock.json'));
  if (wanted === undefined) throw new Refusal('package-lock.json is missing: run this in a whole checkout');
  if (installed === undefined) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true; // our own workspaces
    const found = installed.packages[path];
    if (found === undefined) return entry.optional === true; // made for another platform
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** The npm that started us, else the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  const usable = script !== undefined && /\.c?js$/.test(script) && existsSync(script);
  return usable ? [process.execPath, script] : ['npm'];
}

function seconds(since) {
  return `${Math.round((Date.now() - since) / 1000)} s`;
}

/** What npm says when it fails, and what to do about it. */
const NPM_FAILURES = [
  [/ENOSPC/, 'the disk is full: make room'],
  [
    /EACCES|EPERM/,
    'files of an earlier run belong to another user: remove node_modules as that user, or give it to yours',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network/i,
    'the npm registry cannot be reached: look at the network, and at registry and proxy in npm config',
  ],
  [/E40[13]/, 'the npm registry refuses the login: look at registry and token in ~/.npmrc'],
  [
    /EINTEGRITY/,
    'a package is not what package-lock.json names: npm cache clean --force, and look at the registry in npm config',
  ],
];

function explainNpm(output, code) {
  const known = NPM_FAILURES.find(([pattern]) => pattern.test(output));
  const reason = known?.[1] ?? `it ended with exit code ${code}: see its words above`;
  return `the dependencies could not be installed (npm ci): ${reason}; then run the same command again`;
}

/** npm may end well on a full disk and leave programs behind that are cut off, so the room is looked at before. */
function checkRoom() {
  const { bavail, bsize } = statfsSync(ROOT);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free < NEEDED_MB) {
    throw new Refusal(
      `only ${free} MB are free on the disk of ${ROOT}: the dependencies need ${NEEDED_MB} MB, make room and run the same command again`,
    );
  }
}

async function installDependencies() {
  checkRoom();
  const [command, ...first] = npmCommand();
  const started = Date.now();
  console.error('fairlead: installing dependencies (npm ci)');
  const timer = setInterval(() => console.error(`  … npm ci, ${seconds(started)} so far`), 10_000);
  let output = '';
  const code = await new Promise((done, fail) => {
    const child = spawn(command, [...first, 'ci', '--no-progress'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', fail);
    child.once('close', (status) => done(status ?? 1));
  })
    .catch(() => {
      throw new Refusal('npm was not found: install npm, it comes with Node.js');
    })
    .finally(() => clearInterval(timer));
  if (code !== 0) {
    process.stderr.write(output);
    throw new Refusal(explainNpm(output, code));
  }
  console.error(`  dependencies installed in ${seconds(started)}`);
}

function findNode() {
  const own = join(MODULES, '.bin', 'node');
  if (existsSync(own)) return own;
  if (nodeMajor(process.version) >= WANTED_NODE) return process.execPath;
  throw new Refusal(
    `Node.js ${WANTED_NODE} is not among the dependencies for ${process.platform}/${process.arch}: ` +
      `install Node.js ${WANTED_NODE} or newer and run the same command again`,
  );
}

/** Runs the command to its end; signals are passed on, once each although a terminal and npm both send them. */
function handOver(node, command, args) {
  const entry = ENTRIES[command] ?? TOOLS_ENTRY;
  const passed = entry === TOOLS_ENTRY ? [command, ...args] : args;
  const guard = pathToFileURL(join(ROOT, 'scripts', 'before-command.mjs')).href;
  const flags = [
    '--conditions=fairlead-source',
    '--disable-warning=ExperimentalWarning',
    `--import=${guard}`,
  ];
  const child = spawn(node, [...flags, join(ROOT, entry), ...passed], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: [join(MODULES, '.bin'), process.env.PATH].join(delimiter) },
  });
  const last = {};
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = Date.now();
      const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY; // the terminal told the child itself
      if (!fromTerminal && now - (last[signal] ?? 0) > 1000) child.kill(signal);
      last[signal] = now;
    });
  }
  return new Promise((done, fail) => {
    child.once('error', ({ code }) =>
      fail(
        new Refusal(
          `${node} does not start here (${code}): install Node.js ${WANTED_NODE} or newer and remove that file`,
        ),
      ),
    );
    child.once('close', (code, signal) => done({ code, signal }));
  });
}

async function main() {
  checkMachine();
  const [command, ...args] = process.argv.slice(2);
  if (!dependenciesAreFresh()) await installDependencies();
  const { code, signal } = await handOver(findNode(), command ?? 'help', args);
  if (signal === null) {
    process.exitCode = code ?? 1;
    return;
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal); // end as the command ended
}

main().catch((error) => {
  console.error(`fairlead: ${error instanceof Refusal ? error.message : error.stack}`);
  process.exitCode = 1;
});
