import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import * as core from '@fairlead/core';
import { KUBERNETES_VERSION, tools } from '@fairlead/devcluster';
import { pageCommands, pageProofs, REPOSITORY_NAME, REPOSITORY_ROOT } from '@fairlead/devtools';
import * as testkit from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { readSources, type SourceFile } from './support/sources.ts';

const pages = (await readSources('', ['.md'])).filter(({ path }) => !path.startsWith('.changeset/'));
const readme = pages.find(({ path }) => path === 'README.md')?.text ?? '';

/** Headings as GitHub turns them into anchors. */
function anchorsOf(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page that lead into the checkout and to nothing. */
function brokenLinks({ path, text }: SourceFile): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : normalize(join(dirname(path), file));
    const absolute = join(REPOSITORY_ROOT, target);
    if (!existsSync(absolute)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(absolute, 'utf8')).includes(anchor);
  });
}

describe('pages', () => {
  it('are found', () => {
    expect(pages.length).toBeGreaterThan(15);
  });

  it.each(pages)('$path has no link that leads nowhere', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('every decision record says where it stands, in the order of the numbers', () => {
    const records = pages.filter(({ path }) => path.startsWith('docs/adr/'));
    expect(records.length).toBeGreaterThan(5);
    records.forEach(({ path, text }, index) => {
      const number = index + 1;
      expect(path).toContain(`/${String(number).padStart(4, '0')}-`);
      expect(text).toMatch(new RegExp(`^# ${number}\\. .+\n\nStatus: (accepted|replaced by)`));
      for (const part of ['Situation', 'Decision', 'Consequences']) expect(text).toContain(`## ${part}\n`);
    });
  });
});

describe('actions of others', () => {
  /** Major versions by action, as `uses:` names them: `@v7`, or a commit with its version behind it. */
  const majors = (files: readonly SourceFile[]): ReadonlyMap<string, ReadonlySet<string>> => {
    const found = new Map<string, Set<string>>();
    for (const { text } of files)
      for (const [, name = '', tag, pinned] of text.matchAll(
        /uses: ([\w.-]+\/[\w.-]+)[\w./-]*@(?:v(\d+)\b|[0-9a-f]{40} # v(\d+)\.)/g,
      ))
        if (name !== REPOSITORY_NAME)
          found.set(name, (found.get(name) ?? new Set()).add(tag ?? pinned ?? ''));
    return found;
  };

  it('have one version in all pages, examples and workflows: that of today in one is that of today in all', async () => {
    const workflows = await readSources('.github/workflows', ['.yml']);
    const all = majors([...pages, ...(await readSources('workflows-examples', ['.yml'])), ...workflows]);
    expect(all.size).toBeGreaterThan(5);
    expect([...all].filter(([, versions]) => versions.size > 1)).toEqual([]);
  });
});

describe('the guide to writing an action', () => {
  const guide = pages.find(({ path }) => path.endsWith('/writing-an-action.md'))?.text ?? '';
  const blocks = [...guide.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? '');

  it('shows an action and a test that work as they stand', async () => {
    expect(blocks).toHaveLength(3);
    const [definition = '', run = '', itsTest = ''] = blocks;
    const code = [run, definition, itsTest].map((block) =>
      stripTypeScriptTypes(block.replaceAll(/^import .*$/gm, '').replaceAll(/^export /gm, '')),
    );
    const tests: (() => Promise<void>)[] = [];
    const names: Readonly<Record<string, unknown>> = {
      ...core,
      ...testkit,
      codes: { GREET_REFUSED: { meaning: 'x', fix: 'y' } },
      expect,
      test: (_name: string, body: () => Promise<void>) => void tests.push(body),
    };
    new Function(...Object.keys(names), code.join('\n'))(...Object.values(names));
    expect(tests).toHaveLength(1);
    for (const each of tests) await each();
  });
});

describe('what the README promises', () => {
  it('names the versions that are tested', () => {
    const minor = KUBERNETES_VERSION.replace(/^v/, '').split('.').slice(0, 2).join('.');
    expect(readme).toContain(`tested on ${minor}`);
    expect(tools.act).toMatchObject({ version: expect.stringMatching(/^v/) });
    expect(readme).toContain(`act ${(tools.act as { version: string }).version.slice(1)}`);
  });

  it('gives no command that is not there, and the pages for contributors leave none out', () => {
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const { path, text } of pages) {
      const named = [...text.matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] ?? '');
      for (const name of named) expect(Object.keys(scripts), path).toContain(name);
    }
    const contributing = pages.find(({ path }) => path === 'CONTRIBUTING.md')?.text ?? '';
    const listed = [...contributing.matchAll(/^\| `npm run ([a-z:-]+)/gm)].map((match) => match[1] ?? '');
    const missing = Object.keys(scripts).filter((name) => !listed.includes(name));
    expect(missing).toEqual(['test']); // `npm test`
  });
});

describe('the commands of the pages', () => {
  const shown = pages
    .filter(({ path }) => !/^docs\/adr\/|\/templates\//.test(path))
    .flatMap(({ path, text }) => pageCommands(path, text));

  it('are each run by a test or by check:commands, or say why not', () => {
    expect(shown.length).toBeGreaterThan(20);
    const unknown = shown.filter((command) => !Object.hasOwn(pageProofs, command.shown));
    expect(unknown, 'an entry in packages/devtools/src/check/page-proofs.ts').toEqual([]);
  });

  it('have no proof that is left over, and none that is not there', () => {
    const commands = new Set(shown.map((command) => command.shown));
    for (const [command, proof] of Object.entries(pageProofs)) {
      expect(commands, 'a command that some page shows').toContain(command);
      if (proof.kind === 'left') expect(proof.why.length).toBeGreaterThan(10);
      if (proof.kind !== 'test') continue;
      expect(readFileSync(join(REPOSITORY_ROOT, proof.file), 'utf8'), command).toContain(proof.says);
    }
  });
});

describe('the page of examples', () => {
  const page = pages.find(({ path }) => path === 'docs/examples.md')?.text ?? '';
  const runs = readFileSync(join(REPOSITORY_ROOT, 'test/act/examples.test.ts'), 'utf8');
  const names = [...page.matchAll(/^### (\S+\.yml)$/gm)].map(([, name = '']) => name);

  it('has workflows that run under act, and no other', () => {
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(runs).toContain(`'${name}'`);
    expect([...page.matchAll(/^```yaml$/gm)]).toHaveLength(names.length);
  });
});
