import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { actionNames, countOf, errorMessage } from '@fairlead/core';
import { type Progress, run, withProgress } from '@fairlead/devcluster';
import { filesBelow } from '../system/hash.ts';
import { ASSET_CHECKSUMS } from './assets.ts';
import { CHECKSUMS } from './checksums.ts';
import { copyEmitted } from './clean-copy.ts';
import { findLockableBranch } from './lock-rule.ts';
import { statementOf } from './provenance.ts';
import { createRehearsalRepository, type RehearsalRepository } from './rehearsal-repository.ts';
import { RELEASE_FILE } from './release-facts.ts';
import { seal } from './seal.ts';
import { createFileVerifier } from './verify-files.ts';

/** One thing that a release has to be. */
export interface RehearsalFact {
  readonly what: string;
  readonly found: string;
  readonly good: boolean;
}

/** How a rehearsal went. */
export interface Rehearsal {
  /** Folder of the release's files. */
  readonly folder: string;
  readonly facts: readonly RehearsalFact[];
  readonly failed: boolean;
}

/** What the steps below work on. */
interface Scene {
  /** The checkout whose HEAD is released. */
  readonly root: string;
  readonly repository: RehearsalRepository;
  readonly tag: string;
  readonly version: string;
  /** The checkout of the job that releases. */
  readonly job: string;
  /** The checkout of somebody who looks at the release's tag. */
  readonly stranger: string;
  /** Where the job's files go. */
  readonly out: string;
  readonly progress: Progress;
}

/** A step gives what it found, and throws when that is not what it has to be. */
type Step = readonly [what: string, run: (scene: Scene) => Promise<string>];

/** What the workflow does, in its order, then what a stranger can verify. A step that fails ends the rehearsal. */
const STEPS: readonly Step[] = [
  ['source', describeSource],
  ['signed tag', checkSignature],
  ['build and commit', buildAndCommit],
  ['branch and tags', pushRelease],
  ['lock rule', checkLockRule],
  ['made again', commitAgain],
  ['rebuilt at the tag', rebuild],
  ['checksums', checkChecksums],
  ['bill of materials', checkBom],
  ['provenance', checkProvenance],
  ['Marketplace trees', checkMarketplace],
];

/** Makes a release of the checkout's HEAD in a scratch repository, as the workflow does, and verifies it. */
export async function rehearseRelease(root: string, progress: Progress): Promise<Rehearsal> {
  const folder = join(root, '.fairlead/release');
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const version = `v${manifest.version}`;
  const tag = `source/${version}`;
  const scratch = join(folder, 'scratch');
  const repository = await withProgress(progress, 'scratch repository with HEAD on main', async () => {
    await rm(folder, { recursive: true, force: true });
    return createRehearsalRepository(root, scratch, tag);
  });
  const job = await repository.checkout('job', tag);
  await copyEmitted(root, job);
  const [stranger, out] = [join(scratch, 'stranger'), join(folder, 'files')];
  const scene = { root, repository, tag, version, job, stranger, out, progress };
  const facts: RehearsalFact[] = [];
  for (const [what, step] of STEPS) {
    try {
      facts.push({ what, found: await withProgress(progress, what, () => step(scene)), good: true });
    } catch (error) {
      facts.push({ what, found: errorMessage(error), good: false });
      return { folder, facts, failed: true };
    }
  }
  await rm(scratch, { recursive: true, force: true });
  return { folder: scene.out, facts, failed: false };
}

/** Throws unless something is refused, with a word that says why. */
async function refused(why: string, work: () => Promise<unknown>): Promise<void> {
  const told = await work().then(
    () => 'nothing',
    (error: unknown) => errorMessage(error),
  );
  if (!told.includes(why)) throw new Error(`should have been refused with "${why}", but said: ${told}`);
}

/** What is released is a commit: changes that are in none are said to be left out. */
async function describeSource({ repository: { git }, root }: Scene): Promise<string> {
  const head = await git(root, 'rev-parse', '--short=12', 'HEAD');
  const changed = (await git(root, 'status', '--porcelain')).split('\n').filter((line) => line !== '');
  if (changed.length === 0) return head;
  return `${head}, without ${countOf(changed.length, 'changed file')} of the checkout: commit them first`;
}

async function checkSignature({ job, tag, repository }: Scene): Promise<string> {
  const check = () => run([join(job, 'scripts/check-release-tag.sh'), tag], { cwd: job });
  await check();
  const signed = await repository.git(job, 'rev-parse', `refs/tags/${tag}`);
  await repository.git(job, 'tag', '--force', '--annotate', '-m', 'not signed', tag);
  await refused('is not signed by a key of .github/allowed-signers', check);
  await repository.git(job, 'update-ref', `refs/tags/${tag}`, signed);
  return `${tag} by an allowed key; refused without a signature`;
}

async function buildAndCommit({ job, version, out }: Scene): Promise<string> {
  const script = join(job, 'scripts/fairlead.mjs');
  await run([process.execPath, script, 'release-assets', '--version', version, '--out', out], {
    cwd: job,
  });
  return readCommit(out);
}

async function pushRelease({ repository, job, version }: Scene): Promise<string> {
  const major = version.split('.')[0] ?? '';
  const branch = `release/${major}`;
  const refs = [`refs/heads/${branch}`, `refs/tags/${version}`, `refs/tags/${major}`];
  await repository.git(job, 'push', '--quiet', '--atomic', 'origin', ...refs);
  const commits = await repository.git(repository.origin, 'rev-parse', ...refs);
  if (new Set(commits.split('\n')).size !== 1) throw new Error(`${refs.join(', ')} differ:\n${commits}`);
  return `${branch}, ${version} and ${major} are one commit`;
}

async function checkLockRule({ repository, version }: Scene): Promise<string> {
  const { git, origin } = repository;
  const branch = await findLockableBranch(origin, version, ['main']);
  if (branch === undefined) throw new Error(`no branch holds ${version}: gh actions-lock refuses it`);
  const loose = await git(origin, 'commit-tree', `${version}^{tree}`, '-m', 'on no branch');
  await git(origin, 'tag', 'loose', loose);
  const other = await findLockableBranch(origin, 'loose', ['main']);
  if (other !== undefined) throw new Error(`a commit on no branch was found on ${other}`);
  await git(origin, 'tag', '--delete', 'loose');
  return `${version} is on ${branch}; a tag on a commit that no branch holds is refused`;
}

async function commitAgain({ repository, tag, version, out }: Scene): Promise<string> {
  const again = await repository.checkout('again', tag);
  const script = join(again, 'scripts/commit-release.sh');
  const commit = await run([script, join(out, 'built'), version], { cwd: again });
  if (commit.stdout.trim() !== (await readCommit(out))) throw new Error(`another commit: ${commit.stdout}`);
  await writeFile(join(out, 'built', CHECKSUMS), 'other\n', { flag: 'a' });
  await refused('exists with another tree', () => run([script, join(out, 'built'), version], { cwd: again }));
  await repository
    .git(again, 'show', `${version}:${CHECKSUMS}`)
    .then((text) => writeFile(join(out, 'built', CHECKSUMS), `${text}\n`));
  return 'the same commit; another tree is refused';
}

async function rebuild({ repository, version, stranger }: Scene): Promise<string> {
  await repository.checkout(basename(stranger), version);
  const { stdout } = await run([process.execPath, join(stranger, 'scripts/fairlead.mjs'), 'check-release'], {
    cwd: stranger,
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}

async function checkChecksums({ out, stranger }: Scene): Promise<string> {
  const lists = [
    [join(out, 'assets'), ASSET_CHECKSUMS],
    [stranger, CHECKSUMS],
    ...actionNames.map((name) => [join(out, 'marketplace', name), CHECKSUMS]),
  ] as const;
  for (const [cwd = '', list = ''] of lists) await run(['sha256sum', '--check', '--strict', list], { cwd });
  return `${countOf(lists.length, 'list')} by sha256sum --check`;
}

async function checkBom({ out, version, progress }: Scene): Promise<string> {
  const verifier = await createFileVerifier(progress);
  const path = join(out, 'assets', `fairlead-${version}.cdx.json`);
  const found = await verifier.bom(path);
  const bad = join(out, 'attest', 'bad.cdx.json');
  await writeFile(bad, (await readFile(path, 'utf8')).replace('"type": "library"', '"type": "book"'));
  await refused('is no CycloneDX file', () => verifier.bom(bad));
  await rm(bad);
  return `${found}, says CycloneDX's own library`;
}

async function checkProvenance({ out, progress }: Scene): Promise<string> {
  const verifier = await createFileVerifier(progress);
  const attest = join(out, 'attest');
  const predicate = JSON.parse(await readFile(join(attest, 'predicate.json'), 'utf8'));
  const statement = statementOf(await readFile(join(attest, 'subjects.sha256'), 'utf8'), predicate);
  const { line, publicKey } = seal(statement);
  const [sealed, key] = [join(attest, 'rehearsal.intoto.jsonl'), join(attest, 'rehearsal.pem')];
  await writeFile(sealed, line);
  await writeFile(key, publicKey);
  const found = await verifier.provenance(sealed, key);
  const other = seal(statement).publicKey;
  await writeFile(key, other);
  await refused('VerificationError', () => verifier.provenance(sealed, key));
  await writeFile(key, publicKey);
  return `${found}, say in-toto's own libraries`;
}

async function checkMarketplace({ out, repository, version }: Scene): Promise<string> {
  const commit = await readCommit(out);
  for (const name of actionNames) {
    const tree = join(out, 'marketplace', name);
    const facts = JSON.parse(await readFile(join(tree, RELEASE_FILE), 'utf8')) as { commit: string };
    if (facts.commit !== commit) throw new Error(`${name} names ${facts.commit}, the release is ${commit}`);
    for (const path of [
      'action.yml',
      ...(await filesBelow(join(tree, 'dist'))).map((file) => `dist/${file}`),
    ]) {
      const ids = await repository.git(out, 'hash-object', '--no-filters', join(tree, path));
      const id = await repository.git(repository.origin, 'rev-parse', `${version}:actions/${name}/${path}`);
      if (ids !== id) throw new Error(`${name}/${path} is not that of ${version}`);
    }
  }
  return `${countOf(actionNames.length, 'tree')} that name ${commit.slice(0, 12)} and hold its files`;
}

async function readCommit(out: string): Promise<string> {
  return (await readFile(join(out, 'commit'), 'utf8')).trim();
}
