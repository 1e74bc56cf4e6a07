/** What a run leaves for later steps. */
export const outputs = {
  binaries: {
    description:
      'JSON list of what was built: name, package, target, path (relative to the workspace), size in bytes, sha256.',
    example: '[{"name":"api","target":"linux/amd64","path":"bin/api","size":7340032,"sha256":"…"}]',
  },
  paths: {
    description: 'The paths alone, one a line: ready for actions/upload-artifact.',
    example: 'bin/api',
  },
  version: { description: 'Version that the binaries carry.', example: 'v1.4.0' },
  'go-version': { description: 'Version of Go that compiled.', example: '1.26.0' },
  'cache-hit': {
    description: 'What the cache of compiled packages gave: `exact`, `partial`, `miss` or `off`.',
    example: 'partial',
  },
  report: { description: 'Path of the JSON report.' },
} as const;
