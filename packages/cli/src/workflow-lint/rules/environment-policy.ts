import { isProductionName, suggestWord } from '@fairlead/core';
import { deployJobs } from '../deploys.ts';
import { ENVIRONMENTS_FILE, policyKeys } from '../environments/policy.ts';
import { type Entry, YamlReader } from '../model/yaml-reader.ts';
import type { Hit, Rule, Subject } from '../rule.ts';

export const environmentPolicy: Rule = {
  id: 'environment-policy',
  severity: 'error',
  why: `Where ${ENVIRONMENTS_FILE} says how environments are run, production is approved by operators, and no deploy goes where nobody has decided (DEP-20).`,
  fix: `give each environment its keys in ${ENVIRONMENTS_FILE} (docs/environments.schema.json)`,
  *check(subject) {
    const { file } = subject;
    if (file.kind === 'environments') yield* judgeFile(new YamlReader(file.text));
    if (file.kind === 'workflow') yield* judgeDeploys(subject);
  },
};

function* judgeFile(reader: YamlReader): Generator<Hit> {
  const { root } = reader;
  if (root !== undefined && !reader.isMap(root)) {
    yield { at: reader.spot(root), reason: 'the file is no map of environments' };
    return;
  }
  for (const entry of reader.entries(root)) {
    if (reader.isMap(entry.value)) yield* judgeEnvironment(reader, entry);
    else yield { at: entry.at, reason: `environment ${entry.key} is no map of keys` };
  }
}

function* judgeEnvironment(reader: YamlReader, { key: name, at, value }: Entry): Generator<Hit> {
  const given = reader.entries(value);
  for (const entry of given) {
    const policy = Object.hasOwn(policyKeys, entry.key) ? policyKeys[entry.key] : undefined;
    const text = reader.text(entry.value)?.text;
    if (policy === undefined) {
      const near = suggestWord(entry.key, Object.keys(policyKeys));
      const hint =
        near === undefined ? `keys are ${Object.keys(policyKeys).join(', ')}` : `did you mean ${near}?`;
      yield { at: entry.at, reason: `environment ${name}: there is no key ${entry.key}; ${hint}` };
    } else if (text === undefined || !policy.values.includes(text)) {
      const reason = `environment ${name}: ${entry.key} is ${text === undefined ? 'no text' : JSON.stringify(text)}; allowed: ${policy.values.join(', ')}`;
      yield { at: entry.at, reason };
    }
  }
  if (!isProductionName(name)) return;
  for (const [key, { inProduction, values }] of Object.entries(policyKeys)) {
    const entry = given.find((each) => each.key === key);
    const text = reader.text(entry?.value)?.text;
    if (inProduction === undefined || text === inProduction) continue;
    if (entry !== undefined && !values.includes(text ?? '')) continue; // told above
    const is = entry === undefined ? 'is not said' : `is ${text}`;
    yield {
      at: entry?.at ?? at,
      reason: `environment ${name}: ${key} ${is}, and users depend on it: ${inProduction}`,
      fix: `set ${key}: ${inProduction}`,
    };
  }
}

/** Names that are written out; what an expression comes to is not known. */
function* judgeDeploys(subject: Subject): Generator<Hit> {
  const text = subject.repository.read(ENVIRONMENTS_FILE);
  if (text === undefined) return;
  const listed = namesIn(text);
  if (listed === undefined) return; // told where the file is looked at
  for (const { job } of deployJobs(subject)) {
    const { environment } = job;
    if (environment === undefined || environment.text.includes('${{')) continue;
    if (listed.some((name) => name.toLowerCase() === environment.text.toLowerCase())) continue;
    yield {
      at: environment.at,
      reason: `job ${job.id} deploys to ${environment.text}, of which ${ENVIRONMENTS_FILE} says nothing`,
    };
  }
}

function namesIn(text: string): readonly string[] | undefined {
  try {
    const reader = new YamlReader(text);
    return reader.entries(reader.root).map(({ key }) => key);
  } catch {
    return undefined;
  }
}
