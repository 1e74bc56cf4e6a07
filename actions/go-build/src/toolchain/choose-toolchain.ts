import { CancelledError, InputError, ToolError } from '@fairlead/core';
import {
  chooseGo,
  compareGoVersions,
  describeGoWish,
  type GoRelease,
  type GoRun,
  type GoVersion,
  parseGoVersion,
  readGoWish,
  readVersion,
} from '@fairlead/go';
import { keptVersions } from '@fairlead/tools';
import type { GoBuildContext } from '../context.ts';
import { downloadGo, listReleases } from './download.ts';
import { type FoundWish, findWish } from './find-wish.ts';
import { useGo } from './use-go.ts';

/** How go commands are run, and which Go that is, for people; nothing where it is the one on PATH by itself. */
export interface ChosenGo {
  readonly run: GoRun;
  readonly said: string | undefined;
}

/** A Go that is on this machine. */
interface LocalGo {
  readonly version: GoVersion;
  /** Its folder; undefined for the one on PATH. */
  readonly root: string | undefined;
}

/**
 * Chooses the Go that works. Without `go-version` it is the one on PATH, which fetches another by itself where go.mod asks
 * for one. Else, or where there is none: the newest that fits of PATH and the runner's tool cache; else one that the Go on
 * PATH fetches, checked by the checksum database; else a download that is held against its sha256.
 *
 * @throws InputError for a version that does not exist; ExternalError TOOL_UNREACHABLE; PolicyError TOOL_DIGEST
 */
export async function chooseToolchain(context: GoBuildContext, run: GoRun): Promise<ChosenGo> {
  const { inputs, log, exec } = context;
  const isOnPath = (await exec.find('go')) !== undefined;
  if (inputs.goVersion === undefined && isOnPath) return { run, said: undefined };
  const onPath = isOnPath ? await goOnPath(context, run) : undefined;
  const found = await wishOf(context);
  const fixed = inputs.goVersion === undefined ? {} : { GOTOOLCHAIN: 'local' };
  const use = ({ root }: LocalGo): GoRun =>
    root === undefined ? { ...run, env: { ...run.env, ...fixed } } : useGo(run, root, fixed);
  const locals = [...(onPath === undefined ? [] : [onPath]), ...(await keptGos())];
  const mayBeOld = !inputs.checkLatest && found.wish.kind !== 'stable' && found.wish.kind !== 'oldstable';
  if (mayBeOld) {
    const near = pick(found, locals);
    if (near !== undefined) return { run: use(near), said: sentence(near, found) };
  }
  const release = await findRelease(context, found);
  const same = locals.find(({ version }) => compareGoVersions(version, release.version) === 0);
  if (same !== undefined) return { run: use(same), said: sentence(same, found) };
  const switched = onPath === undefined ? undefined : await trySwitch(context, run, onPath, release.version);
  if (switched !== undefined)
    return {
      run: useGo(run, switched, { GOTOOLCHAIN: 'local' }),
      said: `${release.version.text} as ${found.from} wants it, fetched by the Go on PATH`,
    };
  const root = await downloadGo(context, release);
  log.info(`Go ${release.version.text} is used in this step alone`);
  const said = `${release.version.text} as ${found.from} wants it, downloaded`;
  return { run: useGo(run, root, fixed), said };
}

/** The Go on PATH; one that does not say what it is may still be the only one. */
async function goOnPath({ reportFolder }: GoBuildContext, run: GoRun): Promise<LocalGo> {
  try {
    const env = { ...run.env, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' };
    return { version: await readVersion({ ...run, env }, reportFolder), root: undefined };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return { version: { text: 'unknown', major: 0, minor: 0, patch: 0, pre: undefined }, root: undefined };
  }
}

async function keptGos(): Promise<readonly LocalGo[]> {
  return (await keptVersions('go')).flatMap(({ version, folder }) => {
    const read = parseGoVersion(version);
    return read === undefined || folder === '' ? [] : [{ version: read, root: folder }];
  });
}

async function wishOf(context: GoBuildContext): Promise<FoundWish> {
  const { goVersion } = context.inputs;
  if (goVersion !== undefined) {
    const wish = readGoWish(goVersion);
    if (wish !== undefined) return { wish, from: 'go-version' };
  }
  const found = await findWish(context);
  if (found !== undefined) return found;
  throw new ToolError({
    code: 'TOOL_MISSING',
    message:
      'go is not on PATH, and no go.mod, go.work, .go-version or .tool-versions says which one to fetch',
    hint: 'set go-version, for example stable',
    argv: ['go', 'version'],
  });
}

function pick({ wish }: FoundWish, locals: readonly LocalGo[]): LocalGo | undefined {
  const version = chooseGo(
    wish,
    locals.map((local) => local.version),
  );
  return locals.find((local) => local.version === version);
}

function sentence({ version, root }: LocalGo, { from }: FoundWish): string {
  return `${version.text} as ${from} wants it, ${root === undefined ? 'on PATH' : 'from the tool cache'}`;
}

/** The release that fits; of an exact version with a sha256 of the user nobody has to be asked. */
async function findRelease(context: GoBuildContext, { wish, from }: FoundWish): Promise<GoRelease> {
  const { goSha256 } = context.inputs;
  if (wish.kind === 'exact' && goSha256 !== undefined)
    return { version: wish.version, file: '', sha256: goSha256.toLowerCase() };
  const releases = await listReleases(context);
  const version = chooseGo(
    wish,
    releases.map((release) => release.version),
  );
  const release = releases.find((candidate) => candidate.version === version);
  if (release !== undefined) return { ...release, sha256: goSha256?.toLowerCase() ?? release.sha256 };
  const newest = releases
    .map((candidate) => candidate.version)
    .sort((a, b) => compareGoVersions(b, a))
    .slice(0, 4)
    .map(({ text }) => text)
    .join(', ');
  const value = describeGoWish(wish);
  const zero = /^1\.[1-9]$/.test(value)
    ? `; did you mean "${value}0"? YAML reads 1.20 as a number: put it in quotes`
    : '';
  throw new InputError([
    {
      input: from === 'go-version' ? from : 'working-directory',
      value: from === 'go-version' ? value : `${from}: ${value}`,
      problem: `is no version of Go that there is for this machine${zero}`,
      allowed: `for example ${newest || 'stable'}`,
    },
  ]);
}

/** A Go that can fetch another does so, where its settings let it. What it fetched is then used by itself. */
async function trySwitch(
  { log, reportFolder, childEnv }: GoBuildContext,
  run: GoRun,
  { version }: LocalGo,
  wanted: GoVersion,
): Promise<string | undefined> {
  if (version.minor < 21 || childEnv['GOTOOLCHAIN'] === 'local' || childEnv['GOPROXY'] === 'off')
    return undefined;
  const env = { ...run.env, GOTOOLCHAIN: `go${wanted.text}`, GOWORK: 'off' };
  try {
    const options = { cwd: reportFolder, env, signal: run.signal, timeoutMs: FETCH_MS };
    const root = (await run.exec.ask('go', ['env', 'GOROOT'], options)).stdout.trim();
    return root === '' ? undefined : root;
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    log.info(`the Go on PATH cannot fetch Go ${wanted.text}: downloading it`);
    return undefined;
  }
}

/** A Go has 70 MB. */
const FETCH_MS = 10 * 60_000;
