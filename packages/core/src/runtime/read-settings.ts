import { dirname, join, relative, resolve, sep } from 'node:path';
import { type ConfigSection, emptyConfigSection } from '../config/config-section.ts';
import type { Ports } from '../definition/action-context.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import type { EventContext } from '../event/event-context.ts';
import { configurableInputs } from '../inputs/configurable.ts';
import { fieldMeta } from '../inputs/field.ts';
import type { CommittedFiles, Git, NoRepository, Repository } from '../ports/git.ts';
import { baseFiles } from '../trust/base-files.ts';
import { judgeCheckout } from '../trust/judge-checkout.ts';
import { judgeEvent, type Trust } from '../trust/judge-event.ts';
import { type Decision, decideSettings } from '../trust/settings.ts';
import { LIMITS } from '../util/limits.ts';
import { type LookedIn, unreadInCheckout, unreadInCommit, withUnread } from './find-unread-configs.ts';
import { parseConfig, readConfigFile, unusableConfig } from './read-config-file.ts';

/** The settings of the run and how they were decided. */
export interface Settings extends Decision {
  readonly trust: Trust;
  /** Whose file counts; `none`: the run has none. */
  readonly rule: 'head' | 'base' | 'none';
  /** Path of the file as the user knows it. */
  readonly file: string;
  /** Whether the file that is checked out sets anything. */
  readonly headSets: boolean;
  /** Why nobody knows what the file of the base commit says. */
  readonly baseUnknown: string | undefined;
}

/** What the settings are read with. */
interface Place {
  readonly event: EventContext;
  readonly workspace: string;
}

/** Which file of the base is read, and where to look for others that were meant; undefined: nowhere. */
interface BaseFile {
  readonly path: string;
  readonly file: string;
  readonly trust: Trust;
  readonly event: EventContext;
  /** Who is asked for commits that the clone lacks. */
  readonly forge: CommittedFiles | undefined;
  readonly where: LookedIn | undefined;
  /** Whether its settings count; else it is only compared with. */
  readonly decides: boolean;
}

/** What the base commit says, or why nobody knows. */
type Base = { readonly section: ConfigSection } | { readonly unknown: string };

/** Reads the config file, and on pull requests and the like that of the base commit, and decides between them. */
export async function readSettings(
  definition: Pick<ActionDefinition, 'name' | 'inputs'>,
  { host, files, git, forge }: Ports,
  { event, workspace }: Place,
): Promise<Settings> {
  const onRunner = host.env['GITHUB_ACTIONS'] === 'true';
  const field = definition.inputs['config'];
  const named = host.input('config');
  const file = named ?? (field === undefined ? 'none' : (fieldMeta(field).default ?? 'none'));
  const path = resolve(workspace, file);
  const repository = await openOutermost(git, workspace, path);
  const trust = await judgeCheckout(judgeEvent(event, onRunner), repository, event);
  if (file === 'none') return nothing(trust);
  const where =
    named === undefined ? { workspace, workingDirectory: host.input('working-directory') ?? '.' } : undefined;
  const keys = configurableInputs(definition.inputs);
  const head = withUnread(
    await readConfigFile(definition, files, { workspace, file, named: named !== undefined }),
    where === undefined ? [] : await unreadInCheckout(files, where),
    keys,
  );
  const more = { trust, file, headSets: Object.keys(head.values).length > 0 };
  if (trust.level === 'trusted')
    return {
      ...decideSettings(definition.inputs, head, undefined, 'head'),
      ...more,
      rule: 'head',
      baseUnknown: undefined,
    };
  const rule =
    trust.level === 'untrusted' || (host.input('config-from') ?? 'head') !== 'head' ? 'base' : 'head';
  const base = await readBase(definition, repository, {
    path,
    file,
    trust,
    forge,
    event,
    // where the file of the change counts, it may put right what the base has under a wrong name
    where: rule === 'base' ? where : undefined,
    decides: rule === 'base',
  });
  const section = 'section' in base ? base.section : undefined;
  const decision = decideSettings(definition.inputs, head, section, rule);
  return { ...decision, ...more, rule, baseUnknown: 'unknown' in base ? base.unknown : undefined };
}

function nothing(trust: Trust): Settings {
  const none = { section: emptyConfigSection, files: {}, differences: [], headSets: false };
  return { ...none, trust, rule: 'none', file: 'none', baseUnknown: undefined };
}

/** Reads the file of the first base commit that is known; nothing is checked out. */
async function readBase(
  definition: Pick<ActionDefinition, 'name' | 'inputs'>,
  repository: Repository | NoRepository,
  { path, file, trust, forge, event, where, decides }: BaseFile,
): Promise<Base> {
  if (repository.state !== 'ok') return { unknown: repository.reason };
  const { root } = repository;
  const committed = baseFiles(repository, forge, event);
  const way = relative(root, path).split(sep).join('/');
  let unknown = 'the event names no base commit';
  for (const commit of trust.base) {
    const found = await committed.fileAt(commit, way, LIMITS.config);
    if (found.state === 'absent' || found.state === 'file') {
      const section =
        found.state === 'absent'
          ? emptyConfigSection
          : parseConfig(definition, found.text, `${file}@${commit.slice(0, 12)}`);
      const unread = where === undefined ? [] : await unreadInCommit({ root, committed }, commit, where);
      return { section: withUnread(section, unread, configurableInputs(definition.inputs)) };
    }
    // what is there and cannot be used is not taken for no settings
    if (found.state === 'refused' && decides) {
      const problem = `cannot be used: ${found.reason}, whose settings count here: correct it on the base branch`;
      return { section: unusableConfig(definition, file, problem) };
    }
    unknown = found.reason;
    if (found.state === 'refused') break;
  }
  return { unknown };
}

/**
 * The repository that holds a path. The outermost one of the workspace: a change can bring a submodule for the folder of
 * the config file, whose history is its own.
 */
async function openOutermost(git: Git, workspace: string, path: string): Promise<Repository | NoRepository> {
  const parts = relative(workspace, dirname(path))
    .split(sep)
    .filter((part) => part !== '');
  let folder = workspace;
  let found = await git.open(folder);
  for (const part of parts) {
    if (found.state === 'ok' || part === '..') break;
    folder = join(folder, part);
    found = await git.open(folder);
  }
  return found;
}
