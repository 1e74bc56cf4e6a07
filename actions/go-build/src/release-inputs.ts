import { common, field } from '@fairlead/core';
import { splitFlags } from '@fairlead/go';

/** What comes out of a build beside its binaries, and what these are held against. */
export const releaseInputs = {
  archive: field.text({
    class: 'reach',
    description:
      'Pack what is built into archives too: where, without the ending (`.tar.gz`, for Windows `.zip`), with the placeholders of `output`. Binaries of one target whose archives have the same name go into one.',
    example: 'dist/{name}_{version}_{target}',
    group: 'Release',
  }),
  'archive-files': field.list(
    {
      class: 'reach',
      description: 'Files and folders that go into every archive, relative to the working directory.',
      allowed: 'files and folders of the workspace',
      example: 'README.md, LICENSE',
      group: 'Release',
    },
    { blanks: true },
  ),
  checksums: field.text({
    class: 'reach',
    description:
      'File to write the sha256 of archives (without `archive`: of binaries) and bills of materials to, as `sha256sum --check` and the input `subject-checksums` of actions/attest read it.',
    example: 'dist/checksums.txt',
    group: 'Release',
  }),
  sbom: field.flag({
    class: 'plain',
    description:
      'Write a bill of materials (CycloneDX 1.6) for each binary, the modules that are linked in: beside its archive (`<archive>.cdx.json`), without `archive` beside the binary.',
    default: 'false',
    group: 'Release',
  }),
  'module-list': field.flag({
    class: 'plain',
    description: 'Write all modules of the build list (`go list -m all`) to a JSON file beside the report.',
    default: 'false',
    group: 'Release',
  }),
  'dependency-snapshot': field.choice(['off', 'write', 'send'], {
    class: 'reach',
    description:
      "A snapshot of the modules for GitHub's dependency graph. `write`: a JSON file beside the report. `send`: hand it over too; a job that may not is warned.",
    default: 'off',
    group: 'Release',
  }),
  'github-token': common.githubToken('`dependency-snapshot: send`', 'Release'),
  'max-binary-size': field.bytes({
    class: 'verdict',
    description: 'Most that a binary may have.',
    example: '30MB',
    group: 'Checks of what was built',
  }),
  'max-binary-growth': field.text(
    {
      class: 'verdict',
      description: 'Most that a binary may grow since the sizes in `size-baseline`.',
      allowed: 'a share such as 5%, or a size such as 500KB',
      example: '5%',
      group: 'Checks of what was built',
    },
    field.matching(/^\d+(\.\d+)?\s?(%|B|KB|MB|GB|KiB|MiB|GiB)$/, 'is neither a share nor a size'),
  ),
  'size-baseline': field.text({
    class: 'verdict',
    description:
      'File with the output `binaries` of an earlier build, relative to the working directory, for `max-binary-growth`. Without such a file growth is not judged, with a warning.',
    example: 'baseline/binaries.json',
    group: 'Checks of what was built',
  }),
  'smoke-command': field.text(
    {
      class: 'program',
      description:
        "Arguments with which each binary for the runner's own platform is started, three times; it must end well within 30 seconds. The middle time is reported.",
      allowed: 'arguments, quoted as in GOFLAGS',
      example: '--version',
      group: 'Checks of what was built',
    },
    (text) => (splitFlags(text) === undefined ? 'has a quote without an end' : undefined),
  ),
  'verify-reproducible': field.flag({
    class: 'verdict',
    description:
      'Build everything once more, from nothing and in another folder, and fail when a byte differs. It takes as long as a build without a cache.',
    default: 'false',
    group: 'Checks of what was built',
  }),
} as const;
