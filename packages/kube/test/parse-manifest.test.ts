import { duplicateKeys, parseManifest, parseYaml } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';

describe('what is applied of a manifest', () => {
  const named = (text: string) =>
    parseManifest(text).map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);

  it.each([
    ['List', 'v1', '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a } }'],
    ['DeploymentList', 'apps/v1', '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a } }'],
    ['DeploymentList', 'apps/v1', '{ metadata: { name: a } }'],
    ['Deployment', 'apps/v1', '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a } }'],
  ])('is all that stands in a %s of %s: %s', (kind, apiVersion, item) => {
    expect(named(`apiVersion: ${apiVersion}\nkind: ${kind}\nitems: [${item}, ${item}]\n`)).toEqual([
      'apps/v1 Deployment a',
      'apps/v1 Deployment a',
    ]);
  });

  it('is taken apart list by list', () => {
    const inner =
      '{ kind: List, apiVersion: v1, items: [{ kind: Pod, apiVersion: v1, metadata: { name: a } }] }';
    expect(named(`kind: List\napiVersion: v1\nitems: [${inner}]\n`)).toEqual(['v1 Pod a']);
  });

  it('may leave its name to the API server', () => {
    expect(named('kind: Job\napiVersion: batch/v1\nmetadata: { generateName: migrate- }\n')).toEqual([
      'batch/v1 Job migrate-*',
    ]);
  });

  it('is nothing where no object is', () => {
    expect(
      named('kind: List\nitems: [null, 1, {}]\n---\nkind: Pod\n---\nmetadata: { name: a }\n---\n'),
    ).toEqual([]);
  });
});

const TWICE = `
apiVersion: v1
kind: ConfigMap
metadata: { name: a, labels: { x: old }, name: b }
data:
  key: first
  other: "1"
  key: second
`;

describe('YAML as helm reads it', () => {
  it('of two equal keys the last one counts', () => {
    expect(parseManifest(TWICE)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'b', labels: { x: 'old' } },
        data: { key: 'second', other: '1' },
      },
    ]);
  });

  it('tells which keys stand twice, and where', () => {
    expect(duplicateKeys(TWICE)).toEqual(['name (line 4)', 'key (line 8)']);
    expect(duplicateKeys('a: 1\nb: { a: 1 }\n---\na: 2\n')).toEqual([]);
  });

  it('numbers and words are those of YAML 1.1, times stay text', () => {
    expect(parseYaml('mode: 0644\non: yes\nat: 12:30\nday: 2026-01-02\nquoted: "0644"\n')).toEqual({
      mode: 420,
      true: true,
      at: '12:30',
      day: '2026-01-02',
      quoted: '0644',
    });
  });

  it('what is no YAML is refused with its place', () => {
    expect(() => parseManifest('a: [1\n')).toThrow(/line 2/);
    expect(() => parseYaml('a: b: c\n')).toThrow(/line 1/);
    expect(parseYaml('')).toBeUndefined();
  });
});
