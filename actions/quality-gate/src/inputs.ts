import { common, type Field, field, makeField, type Reading } from '@fairlead/core';
import { type Percentage, parsePercentage } from '@fairlead/go';
import { checkNames, checks, namesByDefault } from './conditions/registry.ts';
import { environmentInputs } from './inputs/environments.ts';
import { pluginInputs } from './inputs/plugins.ts';
import { publishingInputs } from './inputs/publishing.ts';
import { sonarInputs } from './inputs/sonar.ts';
import { toolInputs } from './inputs/tools.ts';
import { whichTests } from './inputs/which-tests.ts';
import { conditionKeys, readRule } from './metrics/read-rule.ts';
import { type Preset, presets } from './plan/rules.ts';

const TAG = /^[\p{L}\p{N}_.]+$/u;

/** A limit in percent that is compared without rounding. `0.75` is refused: it may be meant as a share. */
function percentage(description: string): Field<Percentage | undefined> {
  const allowed =
    'a number from 0 to 100, decimals allowed, such as 75 or 82.5; below 1 with its sign, such as 0.5%';
  const read = (raw: string): Reading<Percentage> => {
    const value = parsePercentage(raw.replace(/%$/, ''));
    if (value === undefined) return { problem: NO_PERCENTAGE };
    const doubt = raw.endsWith('%') ? undefined : describeShare(value);
    return doubt === undefined ? { value } : { problem: doubt };
  };
  const options = { class: 'verdict', description, allowed, group: 'Gate' } as const;
  const rules = [
    field.matching(/^(?:100(?:\.0{1,12})?|(?:0|[1-9]\d?)(?:\.\d{1,12})?)%?$/, NO_PERCENTAGE),
    field.matching(/^(?!0\.0*[1-9]\d*$)/, SHARE),
  ];
  return makeField('string', options, read, { rules });
}

const NO_PERCENTAGE = 'is not a percentage';
const SHARE = 'could be a share or a percentage';

/** What a number between 0 and 1 may mean; undefined for others. */
function describeShare({ numerator, denominator, text }: Percentage): string | undefined {
  if (numerator === 0n || numerator >= denominator) return undefined;
  const percent = Number(`${text}e2`);
  return `${SHARE}: write ${percent} for ${percent} %, or ${text}% for less than one percent`;
}

/** Every input of quality-gate. */
export const inputs = {
  'working-directory': common.workingDirectory(),
  config: common.configFile(),
  'config-from': common.configFrom(),
  checks: field.list(
    {
      class: 'verdict',
      description: `What is checked. ${checks
        .filter(({ needs }) => needs !== undefined)
        .map(({ name, needs }) => `${name} needs ${needs}.`)
        .join(' ')}`,
      default: namesByDefault(checks).join(','),
      allowed: checkNames.join(', '),
      group: 'Gate',
    },
    {
      minItems: 1,
      item: field.matching(new RegExp(`^(${checkNames.join('|')})$`), 'is not a check'),
    },
  ),
  'coverage-threshold': percentage(
    "Least statement coverage in percent, compared exactly. Default: the preset's.",
  ),
  preset: field.choice(Object.keys(presets) as Preset[], {
    class: 'verdict',
    description: `Coverage threshold by name: standard is ${presets.standard} %, strict is ${presets.strict} %. coverage-threshold wins over it.`,
    default: 'standard',
    group: 'Gate',
  }),
  conditions: field.records(
    {
      class: 'verdict',
      description:
        'Further conditions, a list of maps: metric, operator, threshold, and scope, severity, on-missing, small-change, name, file, pointer, pattern, level. One on the number of a check takes the place of what the check demands.',
      default: '',
      allowed: 'a list of maps, as in the README',
      group: 'Gate',
    },
    conditionKeys,
    readRule,
  ),
  ...pluginInputs,
  base: field.text(
    {
      class: 'verdict',
      description:
        'Commit, branch or tag that a change is compared with, for example origin/main. Default: the base that the event names; elsewhere there is none.',
      group: 'Gate',
    },
    field.matching(/^(?!-)[\w./@^~-]+$/, 'is no commit, branch or tag'),
  ),
  'on-missing': field.choice(['error', 'warn'], {
    class: 'verdict',
    description:
      'What to do when no test ran, a package left before its tests, or there is nothing to cover. error ends the step; warn lets the gate pass with a warning.',
    default: 'error',
    group: 'Gate',
  }),
  'fail-fast': field.flag({
    class: 'plain',
    description: 'Stop after the first check that does not pass. By default every check gives its verdict.',
    default: 'false',
    group: 'Gate',
  }),
  'continue-on-fail': field.flag({
    class: 'verdict',
    description:
      'End with exit code 0 and the output outcome=failed when the gate fails. What could not be checked still ends with 1.',
    default: 'false',
    group: 'Gate',
  }),
  packages: field.list(
    {
      class: 'verdict',
      description: 'Package patterns to vet and test, in every module.',
      default: './...',
      allowed: 'patterns of go list, such as ./... or ./internal/...',
      group: 'Tests',
    },
    { minItems: 1, item: field.matching(/^(?!-)/, 'looks like a flag; see test-args') },
  ),
  'build-tags': field.list(
    {
      class: 'verdict',
      description: 'Build tags for vet, test and coverage, for example integration.',
      default: '',
      allowed: 'build tags, separated by commas or lines',
      group: 'Tests',
    },
    { item: field.matching(TAG, 'is not a build tag') },
  ),
  'test-args': field.list(
    {
      class: 'program',
      description:
        'More flags of go test, one a line, for example -run=TestOrders. What stands after -args goes to the tests.',
      default: '',
      allowed: 'flags of go test, one a line',
      group: 'Tests',
    },
    { separator: 'lines' },
  ),
  'test-timeout': field.duration(
    {
      class: 'verdict',
      description: 'Longest time for the tests of one package.',
      default: '10m',
      group: 'Tests',
    },
    { minMs: 1 },
  ),
  race: field.flag({
    class: 'verdict',
    description: 'Run the tests with the race detector. Needs a C compiler.',
    default: 'false',
    group: 'Tests',
  }),
  short: field.flag({
    class: 'verdict',
    description: 'Tell the tests to be short (-short).',
    default: 'false',
    group: 'Tests',
  }),
  fresh: field.choice(['auto', 'always', 'never'], {
    class: 'verdict',
    description:
      "Whether tests run anew instead of being replayed from Go's cache. auto runs suites behind build-tags anew: Go does not see the servers that they speak to.",
    default: 'auto',
    group: 'Tests',
  }),
  ...whichTests,
  ...environmentInputs,
  'coverage-exclude': field.list(
    {
      class: 'verdict',
      description:
        'Files that do not count, as patterns relative to the working directory. Generated files never count. The summary lists what was left out.',
      default: '',
      allowed: 'patterns such as internal/mocks/**, **/*.pb.go or zz_generated_*.go',
      group: 'Coverage',
    },
    { item: field.matching(/^(?!\/)/, 'is absolute') },
  ),
  'coverage-packages': field.list(
    {
      class: 'verdict',
      description:
        'Packages whose statements every test may cover (-coverpkg), for example ./... for integration tests. Default: each test covers its own package.',
      default: '',
      allowed: 'patterns of go list, such as ./...',
      group: 'Coverage',
    },
    { item: field.matching(/^(?!-)/, 'looks like a flag') },
  ),
  'coverage-profiles': field.list(
    {
      class: 'verdict',
      description:
        'Coverage of other runs that counts as well: profiles, or folders that programs built with -cover have written (GOCOVERDIR).',
      default: '',
      allowed: 'files and folders below the workspace, written by an earlier step',
      group: 'Coverage',
    },
    { item: field.matching(/^(?!\/|-)/, 'is no path below the workspace'), blanks: true },
  ),
  'cache-dir': common.cacheDir(
    'Folder of this machine, or of a volume, in which the coverage of commits is kept for coverage-delta, instead of the cache of the CI service: for runners of your own. What nobody used for seven days is removed.',
    'Coverage',
  ),
  'require-linked-issue': field.flag({
    class: 'verdict',
    description:
      'A pull request must close an issue in its text, as in Fixes #12. Adds the check linked-issue.',
    default: 'false',
    group: 'Gate',
  }),
  ...toolInputs,
  ...sonarInputs,
  ...publishingInputs,
  'dry-run': field.flag({
    class: 'verdict',
    description:
      'Show the effective rules, the commands and which packages would test, without running anything.',
    default: 'false',
  }),
} as const;
