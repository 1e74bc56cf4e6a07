import { describe, expect, it } from 'vitest';
import { conditionOf, piecesOf } from '../../src/workflow-lint/model/expressions.ts';
import { readFile } from '../../src/workflow-lint/model/read-workflow.ts';
import { readUses } from '../../src/workflow-lint/model/uses.ts';
import type { Job, Workflow } from '../../src/workflow-lint/model/workflow.ts';
import { YamlReader } from '../../src/workflow-lint/model/yaml-reader.ts';

const workflow = (text: string) => readFile(text, 'any') as Workflow;
const job = (text: string): Job | undefined => workflow(`on: push\njobs:\n  a: ${text}\n`).jobs[0];

describe('what uses: names', () => {
  it.each([
    ['acme/fairlead/actions/go-build@v1', { kind: 'action', name: 'go-build', ref: 'v1' }],
    ['acme/fairlead/actions/go-build/', { kind: 'action', name: 'go-build', ref: undefined }],
    [
      'acme/fairlead/.github/workflows/go-service.yml@v1',
      { kind: 'workflow', name: 'go-service', ref: 'v1' },
    ],
    [
      'acme/fairlead/.github/workflows/go-service.yaml@v1',
      { kind: 'workflow', name: 'go-service', ref: 'v1' },
    ],
    ['acme/fairlead/go-build@v1', { kind: 'unclear', path: 'go-build' }],
    ['acme/fairlead@v1', { kind: 'unclear', path: '' }],
    ['acme/fairlead/actions/go-build/deep@v1', { kind: 'unclear', path: 'actions/go-build/deep' }],
    ['./ci/gate/', { kind: 'local', path: 'ci/gate' }],
    [
      'acme/fairlead-more/actions/go-build@v1',
      { kind: 'foreign', text: 'acme/fairlead-more/actions/go-build@v1' },
    ],
    ['docker://alpine', { kind: 'foreign', text: 'docker://alpine' }],
  ])('%s', (text, uses) => {
    expect(readUses(text)).toEqual(uses);
  });
});

describe('what a job says', () => {
  it.each([
    ['{ environment: staging }', 'staging'],
    ['{ environment: { name: staging, url: x } }', 'staging'],
    ['{ environment: { url: x } }', undefined],
    ['{ environment: }', undefined],
    ['{}', undefined],
  ])('%s: the environment %s', (text, name) => {
    expect(job(text)?.environment?.text).toBe(name);
  });

  it.each([
    ['{ concurrency: x }', 'false'],
    ['{ concurrency: { group: x } }', 'false'],
    ['{ concurrency: { group: x, cancel-in-progress: true } }', 'true'],
    ['{}', undefined],
  ])('%s: a newer run cancels it: %s', (text, cancels) => {
    expect(job(text)?.concurrency?.cancelInProgress).toBe(cancels);
  });

  it.each([
    ['{ permissions: read-all }', 'read', []],
    ['{ permissions: write-all }', 'write', []],
    ['{ permissions: {} }', undefined, []],
    ['{ permissions: { contents: read, x: [y] } }', undefined, ['contents']],
  ])('%s', (text, all, scopes) => {
    const found = job(text)?.permissions;
    expect([found?.all, [...(found?.scopes.keys() ?? [])]]).toEqual([all, scopes]);
  });

  it('needs one job or several, and its if: and values are as they stand', () => {
    expect(job('{ needs: b }')?.needs).toEqual(['b']);
    expect(job('{ needs: [b, c] }')?.needs).toEqual(['b', 'c']);
    const [step] =
      job('{ steps: [{ id: s, uses: x/y@v1, continue-on-error: true, with: { A: , b: [c] } }] }')?.steps ??
      [];
    expect(step).toMatchObject({ id: 's', continueOnError: 'true', if: undefined });
    expect(step?.with.get('a')?.value?.text).toBe('');
    expect(step?.with.get('b')).toMatchObject({ name: 'b', value: undefined });
  });
});

describe('aliases and merge keys', () => {
  it('stand for what they name; what is said beside them counts more', () => {
    const { jobs } = workflow(
      'on: push\nx: &x { environment: staging, needs: z }\ny: &y { if: always() }\njobs:\n  a: { <<: *x, needs: b }\n  c: { <<: [*x, *y] }\n',
    );
    expect(
      jobs.map(({ needs, environment, if: condition }) => [needs, environment?.text, condition?.text]),
    ).toEqual([
      [['b'], 'staging', undefined],
      [['z'], 'staging', 'always()'],
    ]);
  });

  it('an alias without an anchor is refused, and a key that is written twice, but not two merge keys', () => {
    expect(() => workflow('jobs: *nobody\n')).toThrow(
      'has the alias *nobody, and no anchor &nobody before it',
    );
    expect(() => workflow('jobs: { a: {}, a: {} }\n')).toThrow('has the key "a" twice');
    expect(() => workflow('x: &x {}\njobs: { a: { <<: *x, <<: *x } }\n')).not.toThrow();
  });
});

describe('places', () => {
  const reader = new YamlReader('a: 1\nb:\n  - x ${{ y }}\n');

  it('are where a node begins, or a part of its text', () => {
    const [item] = reader.items(reader.get(reader.root, 'b'));
    expect(reader.spot(item)).toEqual({ line: 3, column: 5 });
    expect(reader.spot(item, 'y')).toEqual({ line: 3, column: 11 });
    expect(reader.spot(item, 'not there')).toEqual({ line: 3, column: 5 });
    expect(reader.spot(undefined)).toEqual({ line: 1, column: 1 });
  });

  it('of the wrong shape there is nothing', () => {
    const a = reader.get(reader.root, 'a');
    expect([reader.entries(a), reader.items(a), reader.get(a, 'x'), reader.isMap(a)]).toEqual([
      [],
      [],
      undefined,
      false,
    ]);
    expect(reader.text(reader.root)).toBeUndefined();
  });
});

describe('expressions', () => {
  it.each([
    ['a == b', 'a == b'],
    [' ${{ a }} ', ' a '],
    ['${{ a }} && ${{ b }}', undefined],
    ['${{ a', undefined],
    ['x ${{ a }}', undefined],
  ])('the condition %j', (text, condition) => {
    expect(conditionOf(text)).toBe(condition);
  });

  it('a text is taken apart where they stand', () => {
    expect(piecesOf('a${{ b }}${{ c }}d')).toEqual([
      { plain: 'a' },
      { expression: ' b ' },
      { plain: '' },
      { expression: ' c ' },
      { plain: 'd' },
    ]);
  });
});
