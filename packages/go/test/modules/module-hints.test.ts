import { expect, it } from 'vitest';
import { moduleHint } from '../../src/index.ts';

it.each([
  [
    'go: inconsistent vendoring in /w:\n\texample.com/b@v1.0.0: is explicitly required in go.mod',
    'go mod vendor',
  ],
  ['go: ../x (in go.work): is listed in go.work file', 'use lines of go.work'],
  ['go: cannot load module x listed in go.work file: open x/go.mod: no such file', 'submodules: true'],
  ['go: cannot load module x listed in go.work file: errors parsing x/go.mod:', 'line of go.mod that Go'],
  ['main.go:1:22: example.com/b@v1.0.0: replacement directory ../b does not exist', 'check it out too'],
  [
    'go: example.com/b@v1.0.0 (replaced by ../b): reading ../b/go.mod: open /b/go.mod: no such file or directory',
    'check it out too',
  ],
  [
    'missing go.sum entry for module providing package example.com/b; to add:\n\tgo get example.com/a',
    'go mod tidy',
  ],
  ['go: updates to go.mod needed; to update it:\n\tgo mod tidy', 'go mod tidy'],
  ['module lookup disabled by GOPROXY=off', 'not in the module cache'],
])('says what to do about %j', (said, hint) => {
  expect(moduleHint(said)).toContain(hint);
});

it('says nothing of what it does not know', () => {
  expect(moduleHint('go: -race requires cgo; enable cgo by setting CGO_ENABLED=1')).toBeUndefined();
});
