import { common, field } from '@fairlead/core';
import { linkerFlags, listFlags, splitFlags } from '@fairlead/go';
import { tagPattern, tagPrefix } from '@fairlead/version';
import { cacheInputs } from './cache-inputs.ts';
import { checkCompilerFlags, checkLinkerFlags } from './flag-checks.ts';
import { buildKeys, readBuild } from './plan/read-build.ts';
import { releaseInputs } from './release-inputs.ts';
import { toolchainInputs } from './toolchain-inputs.ts';

const QUOTED = 'quoted as in GOFLAGS';

/** What a user may set. */
export const inputs = {
  'working-directory': common.workingDirectory(),
  config: common.configFile(),
  'config-from': common.configFrom(),
  packages: field.list(
    {
      class: 'verdict',
      description:
        'Main packages to build: names of executables (`api`), folders (`./cmd/api`), patterns (`./cmd/...`) or import paths, one a line or separated by commas; what stands behind `!` is left out (`!./examples/...`). Default: every main package at and below the working directory.',
      allowed: 'one or more packages such as ./cmd/api, or nothing for all main packages',
      example: './cmd/api',
      group: 'What to build',
    },
    { minItems: 1 },
  ),
  targets: field.list(
    {
      class: 'verdict',
      description:
        "Platforms to build for, as `os/arch` or `os/arch/variant`. Default: the runner's own platform.",
      allowed: 'one or more of what `go tool dist list` prints, for example linux/amd64, linux/arm/7',
      example: 'linux/amd64, linux/arm64',
      group: 'What to build',
    },
    { minItems: 1 },
  ),
  builds: field.records(
    {
      class: 'program',
      description:
        'Builds with settings of their own, best in the config file: a list of maps, each with `package` and any of name, targets, tags, ldflags, gcflags, cgo, variables. What an entry does not say is as the inputs say; packages without an entry are built as always. Two entries of one package give two binaries. Targets that a workflow gives under `with:` keep the others of each entry out.',
      default: '',
      allowed: 'a list of maps, as in the README',
      group: 'What to build',
    },
    buildKeys,
    readBuild,
  ),
  output: field.text({
    class: 'reach',
    description:
      'Where binaries go, relative to the working directory: a folder, a file (for one binary), or a template with {name}, {os}, {arch}, {target}, {module}, {package}, {version}, {semver} (without the `v`), {ext}. In a folder, several targets get a folder each (`bin/linux-amd64/api`). Commands of one name go below the folders of their packages.',
    default: 'bin/',
    example: 'dist/{name}_{target}{ext}',
    group: 'What to build',
  }),
  'build-tags': field.list(
    {
      class: 'verdict',
      description: 'Build tags, one a line or separated by commas.',
      allowed: 'names of letters, digits, _ and .',
      example: 'netgo, integration',
      group: 'How to build',
    },
    { item: field.matching(/^[\w.]+$/, 'is not a build tag') },
  ),
  ldflags: field.text(
    {
      class: 'program',
      description: 'More flags for the linker, after those of `strip` and of the version.',
      allowed: `flags of go tool link, ${QUOTED}: ${listFlags(linkerFlags)}`,
      example: '-X example.com/orders/internal/build.Region=eu',
      group: 'How to build',
    },
    checkLinkerFlags,
  ),
  gcflags: field.text(
    {
      class: 'program',
      description: 'Flags for the compiler.',
      allowed: `flags of go tool compile, ${QUOTED}, such as all=-N -l, -m, -B or -S`,
      example: 'all=-N -l',
      group: 'How to build',
    },
    checkCompilerFlags,
  ),
  'build-command': field.text(
    {
      class: 'program',
      description:
        'Command that builds instead of `go build`, run once for each target in the working directory, without a shell. It is told GOOS, GOARCH, CGO_ENABLED, GOFLAGS, VERSION, COMMIT, DATE and OUTPUT_DIR, and must write the binaries to where `output` puts them; these are collected, checked and reported as always.',
      allowed: 'a program and its arguments, quoted as in GOFLAGS',
      example: 'make build',
      group: 'How to build',
    },
    (text) =>
      (splitFlags(text) ?? []).length === 0 ? 'is no command, or has a quote without an end' : undefined,
  ),
  profile: field.choice(['release', 'debug'], {
    class: 'plain',
    description:
      '`debug`: for a debugger, with `gcflags: all=-N -l` and without `strip`. `release`: as the other inputs say.',
    default: 'release',
    group: 'How to build',
  }),
  race: field.flag({
    class: 'plain',
    description: 'Build with the race detector; it needs `cgo: true`.',
    default: 'false',
    group: 'How to build',
  }),
  buildmode: field.choice(['default', 'exe', 'pie'], {
    class: 'plain',
    description: 'Kind of executable (`go help buildmode`); `pie` can be loaded at any address.',
    default: 'default',
    group: 'How to build',
  }),
  trimpath: field.flag({
    class: 'plain',
    description:
      'Leave the paths of this machine out of the binary, so that two builds are equal byte by byte.',
    default: 'true',
    group: 'How to build',
  }),
  strip: field.flag({
    class: 'plain',
    description: 'Leave symbol table and debug information out (`-s -w`).',
    default: 'true',
    group: 'How to build',
  }),
  'measure-strip': field.flag({
    class: 'plain',
    description: 'Link once more without `strip`, to show in the summary what it saves.',
    default: 'false',
    group: 'How to build',
  }),
  cgo: field.flag({
    class: 'program',
    description: 'Build with cgo. Without it binaries are static.',
    default: 'false',
    group: 'How to build',
  }),
  version: field.text(
    {
      class: 'reach',
      description:
        'Version to put into the binary. Default: the version tag of the commit, else the nearest one with the distance, else the commit.',
      allowed: 'letters, digits and . _ + - / only',
      example: 'v1.4.0',
      group: 'Version',
    },
    field.matching(/^[A-Za-z0-9][\w.+/-]*$/, 'cannot stand in a version'),
  ),
  'tag-prefix': tagPrefix('service', { group: 'Version' }),
  'tag-pattern': tagPattern({ group: 'Version' }),
  'version-package': field.text(
    {
      class: 'plain',
      description:
        'Package whose variables Version, Commit and Date are set: `auto` (package main, else a version package of the module), `main`, an import path, or `off`.',
      default: 'auto',
      allowed: 'auto, off, main or an import path',
      example: 'example.com/orders/internal/version',
      group: 'Version',
    },
    field.matching(/^[\w.~/-]+$/, 'is not an import path'),
  ),
  'verify-modules': field.flag({
    class: 'verdict',
    description:
      'Fail when a module was changed after it was downloaded, or go.mod and go.sum are not as `go mod tidy` leaves them. Without it altered checksums fail all the same.',
    default: 'false',
    group: 'Modules',
  }),
  'private-modules-token': field.text({
    class: 'reach',
    description:
      'Token for private modules, as it is or as USER:TOKEN. The git that fetches modules shows it over https to the hosts and paths of GOPRIVATE, and to nobody else; no compiler, build-command or program that was built is given it.',
    secret: true,
    group: 'Modules',
  }),
  ...toolchainInputs,
  ...cacheInputs,
  concurrency: field.integer(
    {
      class: 'plain',
      description: 'Targets that are built at the same time. Default: one for each processor.',
      group: 'Speed',
    },
    { min: 1, max: 64 },
  ),
  ...releaseInputs,
  plan: field.flag({
    class: 'verdict',
    description:
      'Build nothing: say which binaries the change since `base-ref` touches, each with the reason, in the outputs `plan` and `matrix`.',
    default: 'false',
    group: 'Plan',
  }),
  'base-ref': field.text(
    {
      class: 'verdict',
      description:
        'Commit, tag or branch that `plan` compares with. Default: the base of the pull request or of the merge queue, else the commit before the push.',
      allowed: 'the name of a commit, tag or branch',
      example: 'main',
      group: 'Plan',
    },
    field.matching(/^[A-Za-z0-9][\w./@{}^~+-]*$/, 'is not the name of a commit, tag or branch'),
  ),
  'dry-run': common.dryRun('what would be built, where it would go and with which flags,'),
} as const;
