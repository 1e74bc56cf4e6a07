import { verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { provenanceOf, statementOf } from '../../src/release/provenance.ts';
import { seal } from '../../src/release/seal.ts';

const release = { version: 'v1.2.3', source: 'a'.repeat(40), commit: 'b'.repeat(40) };
const lock = 'c'.repeat(64);

describe('provenanceOf', () => {
  it('names the workflow, the run, the source and the release', () => {
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_REPOSITORY_ID: '9',
    };
    const { buildDefinition, runDetails } = provenanceOf(release, lock, env);
    const web = 'https://github.com/fairlead-actions/fairlead';
    expect(buildDefinition.externalParameters).toEqual({
      workflow: {
        ref: 'refs/tags/source/v1.2.3',
        repository: web,
        path: '.github/workflows/release.yml',
      },
    });
    expect(buildDefinition.internalParameters).toMatchObject({ github: { repository_id: '9' } });
    expect(buildDefinition.resolvedDependencies).toEqual([
      { uri: `git+${web}@refs/tags/source/v1.2.3`, digest: { gitCommit: release.source } },
      { name: 'package-lock.json', digest: { sha256: lock } },
    ]);
    expect(runDetails.builder.id).toBe(`${web}/.github/workflows/release.yml@refs/tags/source/v1.2.3`);
    expect(runDetails.metadata.invocationId).toBe(`${web}/actions/runs/7/attempts/2`);
    expect(runDetails.byproducts).toEqual([
      { uri: `git+${web}@refs/tags/v1.2.3`, digest: { gitCommit: release.commit } },
    ]);
  });

  it('never looks like a run of the workflow when it is none', () => {
    const { runDetails, buildDefinition } = provenanceOf(release, lock, { GITHUB_RUN_ID: '7' });
    expect(runDetails.builder.id).toBe('urn:fairlead:rehearsal');
    expect(runDetails.metadata.invocationId).toBe('urn:fairlead:rehearsal');
    expect(buildDefinition.internalParameters).toEqual({ github: {} });
  });
});

describe('a statement', () => {
  const checksums = `${'1'.repeat(64)}  action.yml\n${'2'.repeat(64)}  a b/index.js\n`;
  const statement = statementOf(checksums, provenanceOf(release, lock, {}));

  it('is about each file of the checksums', () => {
    expect(statement.subject).toEqual([
      { name: 'action.yml', digest: { sha256: '1'.repeat(64) } },
      { name: 'a b/index.js', digest: { sha256: '2'.repeat(64) } },
    ]);
    expect(statement.predicateType).toBe('https://slsa.dev/provenance/v1');
  });

  it('is sealed as DSSE says, by another key each time', () => {
    const { line, publicKey } = seal(statement);
    const { payload, payloadType, signatures } = JSON.parse(line);
    const body = Buffer.from(payload, 'base64');
    expect(JSON.parse(body.toString())).toEqual(statement);
    const signed = `DSSEv1 ${payloadType.length} ${payloadType} ${body.length} ${body}`;
    const check = (key: string): boolean =>
      verify('sha256', Buffer.from(signed), key, Buffer.from(signatures[0].sig, 'base64'));
    expect(check(publicKey)).toBe(true);
    expect(check(seal(statement).publicKey)).toBe(false);
  });
});
