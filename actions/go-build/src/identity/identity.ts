import { relative } from 'node:path';
import type { EventContext } from '@fairlead/core';
import { type GoModule, moduleAround } from '@fairlead/go';
import { chooseVersion, type SourceFacts, stampedVersion, type TagRules } from '@fairlead/version';
import type { SourceControl } from './source-control.ts';

/** Which source a build is made of. */
export interface Identity {
  readonly version: string;
  /** Full commit id; empty when nothing knows it. */
  readonly commit: string;
  /** Time of the commit in UTC, ISO 8601; empty when nothing knows it. Never the time of the build. */
  readonly date: string;
  /** Where the version came from, for people. */
  readonly source: string;
  /** The version that Go itself puts into binaries of the module, where a tag of the commit decides it. */
  readonly stamped?: string;
}

/** What an identity is found with. */
export interface IdentityRequest {
  /** The input `version`. */
  readonly given: string | undefined;
  readonly event: Pick<EventContext, 'refType' | 'refName' | 'sha'>;
  readonly git: SourceControl;
  readonly sourceDateEpoch: string | undefined;
  /** Which tags count, where the user says so. */
  readonly rules?: TagRules;
}

/** The identities of the modules that are built: a module with tags of its own has its own version. */
export interface Identities {
  /** That of the module that the working directory lies in, or of the only one that is built; else of the repository. */
  readonly main: Identity;
  readonly of: (module: GoModule) => Identity;
}

/** Finds the version, commit and date of each module, by the one rule that images and charts follow too. */
export async function readIdentities(
  request: IdentityRequest,
  modules: readonly GoModule[],
  workingDirectory: string,
): Promise<Identities> {
  const { git } = request;
  const of = new Map<GoModule, Identity>();
  const identityIn = async (folder: string, modulePath?: string): Promise<Identity> => {
    const facts = git.state === 'ok' ? await git.facts(folder) : undefined;
    if (facts === undefined || 'reason' in facts) return resolveIdentity(request, undefined, folder);
    const stamped = modulePath && stampedVersion(facts.namesAtHead, folder, modulePath);
    return { ...resolveIdentity(request, facts, folder), ...(stamped ? { stamped } : {}) };
  };
  for (const module of modules) of.set(module, await identityIn(tagFolder(module, git), module.path));
  const own = moduleAround(modules, workingDirectory) ?? (modules.length === 1 ? modules[0] : undefined);
  const main = (own === undefined ? undefined : of.get(own)) ?? (await identityIn(''));
  return { main, of: (module) => of.get(module) ?? main };
}

/** The identity by what git says of the commit. Pure. */
export function resolveIdentity(
  { given, event, sourceDateEpoch, rules = {} }: Omit<IdentityRequest, 'git'>,
  source: SourceFacts | undefined,
  folder: string,
): Identity {
  const { version, from } = chooseVersion({ given, event, source, folder, rules });
  return {
    version,
    commit: source?.commit ?? event.sha,
    date: epochDate(sourceDateEpoch) ?? source?.date ?? '',
    source: from,
  };
}

/** Where a version and that which Go stamps are two tags of one commit: whoever asks the binary is told both. */
export function doubtStamp(path: string, { version, stamped, source }: Identity): readonly string[] {
  const plain = (text: string): string => text.replace(/-dirty$/, '').replace(/^v/, '');
  if (stamped === undefined || plain(version) === plain(stamped)) return [];
  return [
    `${path} gets version ${version} (${source}), and Go itself stamps ${stamped}, as the commit has that tag too: go version -m will say so`,
  ];
}

/** The folder that stands in a module's tags: `services/api` for a go.mod there, also in `services/api/v2` of version 2. */
function tagFolder({ dir, path }: GoModule, git: SourceControl): string {
  if (git.state !== 'ok') return '';
  const way = relative(git.repo.root, dir).replaceAll('\\', '/');
  if (way.startsWith('..')) return '';
  const major = /(?:^|\/)(v\d+)$/.exec(way)?.[1];
  return major !== undefined && path.endsWith(`/${major}`)
    ? way.slice(0, -major.length).replace(/\/$/, '')
    : way;
}

/** Seconds since the epoch as UTC time (https://reproducible-builds.org/specs/source-date-epoch/). */
function epochDate(seconds: string | undefined): string | undefined {
  if (seconds === undefined || !/^\d{1,11}$/.test(seconds)) return undefined;
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
