/** What a run leaves for later steps. */
export const outputs = {
  binaries: {
    description:
      'JSON list of what was built, one object for each binary: name, package (import path), target, version, path (relative to the workspace, absolute outside of it), size in bytes, sha256; with `measure-strip` also unstrippedSize in bytes, with `smoke-command` startMs. Empty when nothing compiled.',
    example:
      '[{"name":"api","package":"example.com/orders/cmd/api","target":"linux/amd64","version":"v1.4.0","path":"bin/api","size":7340032,"sha256":"…"}]',
  },
  paths: {
    description: 'The paths alone, one a line: ready for actions/upload-artifact.',
    example: 'bin/api',
  },
  version: {
    description:
      'Version of the commit: that of the module in the working directory. Modules with tags of their own have their own.',
    example: 'v1.4.0',
  },
  archives: {
    description: 'JSON list of the archives: path (relative to the workspace), size in bytes, sha256.',
    example: '[{"path":"dist/api_v1.4.0_linux-amd64.tar.gz","size":3400320,"sha256":"…"}]',
  },
  checksums: { description: 'Path of the list of checksums.', example: 'dist/checksums.txt' },
  subjects: {
    description:
      'What is handed over, a line with sha256 and name for each archive (without `archive`: binary) and bill of materials, as the input `subject-checksums` of actions/attest takes it: no file is needed.',
    example: '9f86d081884c…  api_v1.4.0_linux-amd64.tar.gz',
  },
  sbom: {
    description: 'Paths of the bills of materials, one a line.',
    example: 'dist/api_v1.4.0_linux-amd64.cdx.json',
  },
  modules: {
    description:
      'With `module-list`: path of the JSON list of all modules: path, version, main, indirect, replace.',
  },
  'dependency-snapshot': { description: 'Path of the snapshot for the dependency graph.' },
  matrix: {
    description:
      'JSON for `strategy.matrix`, one row for each binary: name, package (import path), folder (relative to the workspace), target, slug (`linux-amd64`), os, arch, variant. With `plan` only what the change touches; without a row it is `{"include":[]}`, which a job must not be given.',
    example:
      '{"include":[{"name":"api","package":"example.com/orders/cmd/api","folder":"cmd/api","target":"linux/amd64","slug":"linux-amd64","os":"linux","arch":"amd64","variant":""}]}',
  },
  plan: {
    description:
      'With `plan`: JSON list of all binaries, one object for each: name, package, folder, target, touched, reasons. Everything is touched where nothing can be compared; the reason says why.',
    example:
      '[{"name":"api","package":"example.com/orders/cmd/api","folder":"cmd/api","target":"linux/amd64","touched":true,"reasons":["internal/greet/greet.go, through example.com/orders/internal/greet"]}]',
  },
  'go-version': { description: 'Version of Go that compiled.', example: '1.26.0' },
  'cache-hit': {
    description:
      'What the cache of compiled packages gave: `exact` (nothing had to be compiled but the programs themselves, which hold the stamp of their commit), `partial` (an older entry), `miss` (none, or the service failed) or `off` (it was not asked).',
    example: 'partial',
  },
  'cache-matched-key': {
    description: 'Key of the entry of compiled packages that was restored; empty where there is none.',
    example: 'fairlead-go5-build-linux-amd64-1.26.8-…',
  },
  'cache-hit-ratio': {
    description:
      'Entries of GOCACHE that the build looked up and the cache had, by all that it looked up: from 0 to 1. Empty where nobody knows.',
    example: '0.97',
  },
  cache: {
    description:
      'JSON list of both caches (`packages`, `modules`), one object for each: name, hit, matchedKey, why (what the entry has in common with this build), used, reused and new (entries), ratio, down and up (bytes that were carried), savedSeconds (time of compiling that the entry saved, at least). What nobody knows is left out.',
    example:
      '[{"name":"packages","hit":"partial","matchedKey":"fairlead-go5-…","why":"the same go.sum, other sources","used":1633,"reused":1601,"new":32,"ratio":0.98,"down":41943040,"up":0,"savedSeconds":48}]',
  },
} as const;
