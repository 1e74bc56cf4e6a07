import { compareTexts } from '@fairlead/core';
import type { GoFile, Literal } from './read-go-file.ts';
import { type Found, type Program, USUAL_PORT } from './service.ts';

/** Paths that say whether a process lives, and whether it can serve, the clearest first. */
const LIVENESS = ['/livez', '/healthz', '/health', '/live', '/-/healthy', '/health/live', '/ping'];
const READINESS = ['/readyz', '/ready', '/-/ready', '/health/ready'];
const METRICS = ['/metrics'];
const HISTOGRAM = /^[a-z_]*http[a-z_]*request[a-z_]*duration_(ms|milliseconds|seconds)$/;

/** Folders of programs that help with the work and are not the service. */
const HELPERS = /(^|\/)(examples?|tools?|hack|scripts?|internal|test|tests|e2e|gen)(\/|$)/;

/** Folders that the go command builds; it refuses other letters in the path of a package. */
const IMPORTABLE = /^\.(\/[\w.~+-]+)*$/;

/** Whether a folder holds what helps with the work, and no service. */
export function isHelper(folder: string): boolean {
  return HELPERS.test(folder);
}

/** The folders of all main packages, as the go command names them, the likeliest one for the image first. */
export function findMains(files: readonly GoFile[], name: string): readonly string[] {
  const all = [...new Set(files.filter(({ isMain }) => isMain).map(({ path }) => packageOf(path)))];
  const mains = all.filter((main) => IMPORTABLE.test(main));
  const rank = (main: string): number => {
    if (isHelper(main)) return 3;
    if (lastOf(main) === name) return 0;
    return files.some(({ path, listens }) => listens && packageOf(path) === main) ? 1 : 2;
  };
  return mains.sort((a, b) => rank(a) - rank(b) || compareTexts(a, b));
}

/** What the code says about the program in `main`, one of `mains`. Other programs' own files say nothing about it. */
export function findProgram(files: readonly GoFile[], main: string, mains: readonly string[]): Program {
  const others = mains.filter((each) => each !== main);
  const relevant = files.filter(({ path }) => !others.includes(packageOf(path)));
  const path = (names: readonly string[]): Found<string> | undefined => findPath(relevant, names);
  const [liveness, readiness] = [path(LIVENESS), path(READINESS)];
  const strings = relevant.flatMap((file) => file.strings.map(({ value }) => value));
  return {
    main,
    others,
    listens: relevant.some(({ listens }) => listens),
    ports: findPorts(relevant, main),
    local: findLocal(relevant, main),
    portVariable: strings.includes('PORT'),
    // one path for both would restart a pod that is only busy
    liveness: readiness === undefined ? undefined : liveness,
    readiness: readiness ?? liveness,
    metrics: path(METRICS),
    histogram: findHistogram(strings),
  };
}

/** `http_request_duration_seconds`, in one word or as the name of a subsystem `http`. */
function findHistogram(strings: readonly string[]): string | undefined {
  const whole = strings.find((value) => HISTOGRAM.test(value));
  if (whole !== undefined || !strings.includes('http')) return whole;
  const part = strings.find((value) => HISTOGRAM.test(`http_${value}`));
  return part === undefined ? undefined : `http_${part}`;
}

/** What a main package says counts more than what is said elsewhere, a name more than an address. */
function findPorts(files: readonly GoFile[], main: string): readonly Found<number>[] {
  const own = files.filter(({ path }) => packageOf(path) === main);
  const rest = files.filter((file) => !own.includes(file));
  const places = [own, rest].flatMap((each) => [
    foundIn(each, ({ namedPorts }) => namedPorts),
    foundIn(each, ({ addressPorts }) => addressPorts),
  ]);
  const local = foundIn(own, ({ localAddresses }) => localAddresses).map(({ value, at }) => ({
    value: portIn(value),
    at,
  }));
  const first = places.find((each) => each.length > 0) ?? local;
  const once = first.filter(({ value }, at) => first.findIndex((each) => each.value === value) === at);
  return once.sort((a, b) => Number(b.value === USUAL_PORT) - Number(a.value === USUAL_PORT));
}

/** The address by which the main package listens where nobody outside of the pod comes; undefined when it names another. */
function findLocal(files: readonly GoFile[], main: string): Found<string> | undefined {
  const own = files.filter(({ path }) => packageOf(path) === main);
  if (own.some(({ namedPorts, addressPorts }) => namedPorts.length + addressPorts.length > 0))
    return undefined;
  return foundIn(own, ({ localAddresses }) => localAddresses)[0];
}

function portIn(address: string): number {
  return Number(address.split(':').at(-1));
}

/** The first of the names that stands in the code as a path, perhaps behind a method as in `GET /healthz`. */
function findPath(files: readonly GoFile[], names: readonly string[]): Found<string> | undefined {
  const said = foundIn(files, ({ strings }) => strings).map(({ value, at }) => ({
    value: value.replace(/^GET /, ''),
    at,
  }));
  for (const name of names) {
    const found = said.find(({ value }) => value === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function foundIn<Value>(
  files: readonly GoFile[],
  pick: (file: GoFile) => readonly Literal<Value>[],
): readonly Found<Value>[] {
  return files.flatMap((file) =>
    pick(file).map(({ value, line }) => ({ value, at: `${file.path}:${line}` })),
  );
}

function packageOf(path: string): string {
  const folder = path.split('/').slice(0, -1).join('/');
  return folder === '' ? '.' : `./${folder}`;
}

function lastOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}
