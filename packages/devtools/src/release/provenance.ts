import { REPOSITORY_NAME } from '../paths.ts';
import type { Release } from './release-facts.ts';

/** Type of the predicate below: SLSA v1, https://slsa.dev/spec/v1.1/provenance. */
export const PREDICATE_TYPE: string = 'https://slsa.dev/provenance/v1';

/** What something is, by its hashes. */
interface Resource {
  readonly name?: string;
  readonly uri?: string;
  readonly digest: Readonly<Record<string, string>>;
}

/** How a release came to be. */
export interface Provenance {
  readonly buildDefinition: {
    readonly buildType: string;
    readonly externalParameters: Readonly<Record<string, unknown>>;
    readonly internalParameters: Readonly<Record<string, unknown>>;
    readonly resolvedDependencies: readonly Resource[];
  };
  readonly runDetails: {
    readonly builder: { readonly id: string };
    readonly metadata: { readonly invocationId: string };
    readonly byproducts: readonly Resource[];
  };
}

/** An in-toto statement, https://in-toto.io/Statement/v1. */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly Resource[];
  readonly predicateType: string;
  readonly predicate: Provenance;
}

/** What a build took and who made it. `env` is a job's; without one the builder is a rehearsal, and says so. */
export function provenanceOf(release: Release, lockFile: string, env: NodeJS.ProcessEnv): Provenance {
  const isJob = env['GITHUB_ACTIONS'] === 'true';
  const repository = `https://github.com/${REPOSITORY_NAME}`;
  const tag = `refs/tags/source/${release.version}`;
  const workflow = '.github/workflows/release.yml';
  const run = `${repository}/actions/runs/${env['GITHUB_RUN_ID']}/attempts/${env['GITHUB_RUN_ATTEMPT']}`;
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow: { ref: tag, repository, path: workflow } },
      internalParameters: { github: isJob ? jobFacts(env) : {} },
      resolvedDependencies: [
        { uri: `git+${repository}@${tag}`, digest: { gitCommit: release.source } },
        { name: 'package-lock.json', digest: { sha256: lockFile } },
      ],
    },
    runDetails: {
      builder: { id: isJob ? `${repository}/${workflow}@${tag}` : 'urn:fairlead:rehearsal' },
      metadata: { invocationId: isJob ? run : 'urn:fairlead:rehearsal' },
      byproducts: [
        { uri: `git+${repository}@refs/tags/${release.version}`, digest: { gitCommit: release.commit } },
      ],
    },
  };
}

/** The statement about files, from lines as `sha256sum` writes them. */
export function statementOf(checksums: string, predicate: Provenance): Statement {
  const lines = checksums.split('\n').filter((line) => line !== '');
  const subject = lines.map((line) => ({ name: line.slice(66), digest: { sha256: line.slice(0, 64) } }));
  return { _type: 'https://in-toto.io/Statement/v1', subject, predicateType: PREDICATE_TYPE, predicate };
}

function jobFacts(env: NodeJS.ProcessEnv): Readonly<Record<string, unknown>> {
  return {
    event_name: env['GITHUB_EVENT_NAME'],
    repository_id: env['GITHUB_REPOSITORY_ID'],
    repository_owner_id: env['GITHUB_REPOSITORY_OWNER_ID'],
    runner_environment: env['RUNNER_ENVIRONMENT'],
  };
}
