import type { Tool } from '../tool.ts';

/** golangci-lint: archives and digests as on https://github.com/golangci/golangci-lint/releases. */
export const golangciLint: Tool = {
  name: 'golangci-lint',
  baseUrl: 'https://github.com/golangci/golangci-lint/releases/download',
  file: (version, platform) => `v${version}/golangci-lint-${version}-${platform}.tar.gz`,
  strip: 1,
  digests: {
    '2.14.0': {
      'linux-amd64': 'ab90aeb7b066f92a33415b638a50fe5344bbb75a0d32ad30cc248d88f81032ab',
      'linux-arm64': 'ee7ec5f3453d15ddf106fae5a4d6c71737712348a979d1fe9cd52ec7ea299bae',
    },
  },
};
