import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { listSome } from '@fairlead/core';
import { tagFlags } from '@fairlead/go';
import type { Check } from '../../check/check.ts';
import { findingsSection } from '../../check/findings-section.ts';
import type { Command } from '../../plan/command.ts';
import type { GatePorts } from '../../plan/ports.ts';
import type { Ignore } from '../../rule/ignore.ts';
import { askTool, placeOf, toolBroke } from '../../tool/ask-tool.ts';
import { type Settled, settleFile } from '../../tool/settled-file.ts';
import type { CheckResult, Finding } from '../../verdict/condition.ts';
import { type Sorted, sortByIgnores } from './ignores.ts';
import { formatOpenVex } from './openvex.ts';
import { readOsvScanner } from './osv-scanner.ts';
import { readVulnerabilities, type Vulnerability } from './read-stream.ts';

const LIMIT = '0 called';
const FILE = 'osv-scanner.toml';

/** Asks govulncheck which known vulnerabilities the code calls, imports or requires. */
export const vulnerabilities: Check<Settled> = {
  name: 'vulnerabilities',
  description:
    'govulncheck, from PATH, finds no known vulnerability that the code calls. One in a package that is only imported warns.',
  usesGo: true,
  optional: true,
  settings: ['vulnerability-ignores'],
  rank: 0,
  codes: {
    GATE_VULNERABLE: {
      meaning:
        'The code calls what is known to be vulnerable, or an ignore names what is not there any more.',
      fix: 'Update the modules that the message names; take out ignores that are over. What cannot be updated can be accepted with a reason and a day in vulnerability-ignores.',
    },
  },
  limit: () => LIMIT,
  describe: (_, { vulnerabilityIgnores: ignores }) =>
    ignores.length === 0
      ? []
      : [['accepted vulnerabilities', ignores.map(({ id, expires }) => `${id} until ${expires}`).join(', ')]],
  commands: ({ modules }, { buildTags }) =>
    modules.map(({ cwd, env, patterns, module }) => ({
      program: 'govulncheck',
      args: ['-json', ...tagFlags(buildTags), ...patterns],
      cwd,
      env,
      about: module.path,
    })),
  prepare: ({ ports }) => settleFile(ports, [FILE]),
  async run(job, commands, settled) {
    const { ports, rules, plan } = job;
    const found: Vulnerability[] = [];
    for (const command of commands) {
      const result = await askTool(ports, command, rules);
      // with -json it ends well whatever it has found
      if (result.exitCode !== 0) throw toolBroke(command, result, 'did not do its work');
      try {
        found.push(...readVulnerabilities(result.stdout));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw toolBroke(command, result, error.message);
      }
    }
    const own = await ownIgnores(ports, settled, commands[0]);
    const now = new Date(ports.clock.now()).toISOString();
    const sorted = sortByIgnores(unique(found), [...rules.vulnerabilityIgnores, ...own], now.slice(0, 10));
    job.facts.vulnerabilities = sorted;
    await writeVex(ports, sorted, now, plan.modules[0]?.module.path ?? '');
    const warnings =
      settled?.from === 'head' && settled.changed !== undefined
        ? [`this change edits ${settled.changed}`]
        : [];
    return { ...(await judge(ports, sorted, plan.modules)), warnings };
  },
};

/** Several modules may share a vulnerable one: the nearest counts. */
function unique(found: readonly Vulnerability[]): readonly Vulnerability[] {
  const order = ['called', 'imported', 'required'];
  const sorted = [...found].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  const seen = new Set<string>();
  return sorted.filter(({ id, module }) => {
    const key = `${id} ${module}`;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

async function ownIgnores(
  { files, workingDirectory, workspace }: GatePorts,
  settled: Settled | undefined,
  command: Command | undefined,
): Promise<readonly Ignore[]> {
  const paths = [...new Set([workingDirectory, workspace])].map((folder) => join(folder, FILE));
  let text = settled?.from === 'base' ? settled.text : undefined;
  if (settled?.from !== 'base')
    for (const path of paths)
      if (text === undefined && (await files.stat(path))?.kind === 'file') text = await files.readText(path);
  if (text === undefined) return [];
  const { ignores, problems } = readOsvScanner(text);
  const nothing = { exitCode: 0, stdout: '', stderr: '', durationMs: 0 };
  const about: Command = command ?? {
    program: 'govulncheck',
    args: [],
    cwd: workspace,
    env: {},
    about: FILE,
  };
  if (problems.length > 0)
    throw toolBroke(about, nothing, `has ignores in ${FILE} that cannot be used: ${listSome(problems)}`);
  return ignores;
}

async function writeVex(ports: GatePorts, sorted: Sorted, now: string, module: string): Promise<void> {
  const path = join(ports.reportFolder, 'vulnerabilities.openvex.json');
  const hash = createHash('sha256')
    .update(JSON.stringify([sorted, now, module]))
    .digest('hex');
  const id = `https://openvex.dev/docs/public/vex-${hash}`;
  const author = 'fairlead quality-gate';
  const product = `pkg:golang/${module}`;
  await ports.files.write(path, formatOpenVex(sorted, { id, author, timestamp: now, product }));
  ports.output('openvex', path);
  ports.report.addEvidence(path);
}

async function judge(
  ports: GatePorts,
  { open, accepted, expired, stale }: Sorted,
  modules: readonly { readonly module: { readonly path: string; readonly dir: string } }[],
): Promise<CheckResult> {
  const of = (level: Vulnerability['level']): readonly Vulnerability[] =>
    open.filter((one) => one.level === level);
  const [called, imported, required] = [of('called'), of('imported'), of('required')];
  const actual = `${called.length} called, ${imported.length} imported, ${required.length} required`;
  const against = [
    ...called.map(describe),
    ...stale.map(({ id }) => `the ignore of ${id} is stale: nothing of it was found, take it out`),
  ];
  const more = [
    ...(accepted.length === 0 ? [] : [`${accepted.length} accepted`]),
    ...(expired.length === 0
      ? []
      : [`ignores over: ${expired.map(({ id, expires }) => `${id} since ${expires}`).join(', ')}`]),
  ];
  const reason = [actual, ...(against.length === 0 ? [] : [listSome(against)]), ...more].join('; ');
  const status = against.length > 0 ? 'failed' : imported.length > 0 ? 'warned' : 'passed';
  const findings: Finding[] = [];
  for (const one of [...called, ...imported]) findings.push(await findingOf(ports, one, modules));
  return {
    condition: { name: 'vulnerabilities', status, actual, limit: LIMIT, reason },
    findings: status === 'failed' ? findings.filter(({ severity }) => severity === 'error') : [],
    code: status === 'failed' ? 'GATE_VULNERABLE' : '',
    details: [...against, ...imported.map(describe), ...required.map(describe)],
    section: findingsSection('govulncheck', findings),
  };
}

function describe({ id, aliases, module, version, fixed, level, trace }: Vulnerability): string {
  const symbol = trace[0]?.symbol;
  const what = symbol === undefined ? module : `${trace[0]?.package}.${symbol}`;
  const update = fixed === undefined ? 'no version is without it' : `update to ${fixed}`;
  return `${id}${aliases.length === 0 ? '' : ` (${aliases[0]})`} ${level}: ${what} ${version}, ${update}`.replaceAll(
    /\s+/g,
    ' ',
  );
}

/** The first place of the trace in code of ours; go.mod where the trace has none. */
async function findingOf(
  ports: GatePorts,
  vulnerability: Vulnerability,
  modules: Parameters<typeof judge>[2],
): Promise<Finding> {
  const { id, summary, level, trace } = vulnerability;
  const message = `${describe(vulnerability)}${summary === '' ? '' : `: ${summary}`}`;
  const severity = level === 'called' ? 'error' : 'warning';
  for (const { module, file, line } of trace) {
    const own = modules.find((one) => one.module.path === module);
    if (own === undefined || file === undefined || line === undefined) continue;
    return {
      file: await placeOf(ports, file, own.module.dir),
      line,
      title: `govulncheck ${id}`,
      message,
      severity,
    };
  }
  const dir = modules[0]?.module.dir ?? ports.workspace;
  return {
    file: await placeOf(ports, 'go.mod', dir),
    line: 1,
    title: `govulncheck ${id}`,
    message,
    severity,
  };
}
