/** Every output of quality-gate. */
export const outputs = {
  coverage: { description: 'Statement coverage in percent, cut to two decimals.', example: '83.21' },
  conditions: {
    description:
      'JSON list of the conditions: name, status (passed, failed, warned, skipped, errored), actual, limit, reason.',
  },
  'tests-passed': { description: 'Tests and subtests that passed.', example: '128' },
  'tests-failed': { description: 'Tests and subtests that failed or did not end.', example: '0' },
  'tests-skipped': { description: 'Tests and subtests that were skipped.', example: '3' },
  'packages-replayed': {
    description: "Packages whose tests did not run again: Go's cache had their results.",
    example: '0',
  },
  'packages-reused': {
    description: 'Packages that no change affects, whose earlier results were used (select: affected).',
    example: '0',
  },
  'shard-report': { description: 'With shard: path of the file for the run that merges the shards.' },
  matrix: {
    description:
      'With shard: plan/COUNT: JSON for `strategy.matrix`, with the values of shard for the jobs that test.',
    example: '{"shard":["1/3","2/3","3/3"]}',
  },
  junit: { description: 'Path of the JUnit XML file.' },
  'coverage-profile': { description: 'Path of the merged coverage profile, for go tool cover.' },
  cobertura: { description: 'Path of the coverage as Cobertura XML, by lines.' },
  lcov: { description: 'Path of the coverage as an lcov tracefile, by lines.' },
  openvex: { description: 'Path of the OpenVEX document of what govulncheck found.' },
  sarif: { description: 'Path of all findings as SARIF, for code scanning.' },
  badge: { description: 'Path of a badge for shields.io (JSON).' },
} as const;
