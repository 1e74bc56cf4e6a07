import { markdownCode, markdownDetails, markdownFence, markdownText } from '@fairlead/core';
import { expect, it } from 'vitest';
import { nameOptions, plainMarkdown } from '../../src/show/plain-markdown.ts';

it('shows headings, emphasis, code, links and entities as text', () => {
  const text = '### ✅ go-build: **built** `a b` [x](https://e.org/x) &lt;p&gt; a\\_b\n\n\n\nend\n';
  expect(plainMarkdown(text)).toBe('✅ go-build: built a b x (https://e.org/x) <p> a_b\n\nend');
});

it('aligns tables, with the pipes that are in cells', () => {
  const table = '| Stage | Time |\n| --- | ---: |\n| `a\\|b` | 1 s |\n| longer name | 12 s |\n\nafter';
  expect(plainMarkdown(table)).toBe(
    'Stage        Time\n-----------  ----\na|b          1 s\nlonger name  12 s\n\nafter',
  );
});

it('leaves drawings out and keeps what other fences hold', () => {
  const text =
    '<details><summary>Timeline</summary>\n\n```mermaid\ngantt\n```\n\n```\nlast line\n```\n\n</details>';
  expect(plainMarkdown(text)).toBe('Timeline:\n\nlast line');
});

it('shows what others wrote as they wrote it, with backticks, backslashes and stars', () => {
  const message = 'field tag `toml:"\\"` of **T** &lt; \uf8ff [x](y)';
  expect(plainMarkdown(`What failed: ${markdownText(message)}`)).toBe(`What failed: ${message}`);
  expect(plainMarkdown(`| Why |\n| --- |\n| ${markdownText(message)} |`)).toContain(message);
  expect(plainMarkdown(markdownDetails(message, 'body'))).toBe(`${message}:\n\nbody`);
  expect(plainMarkdown(`say ${markdownCode('a `b` \\* &lt; **c**')} **now**`)).toBe(
    'say a `b` \\* &lt; **c** now',
  );
  expect(
    plainMarkdown(`before\n\n${markdownFence(`# ${message}\n| a | b |\n| - | - |`, 'text')}\nafter`),
  ).toBe(`before\n\n# ${message}\n| a | b |\n| - | - |\n\nafter`);
});

it('lets no text drive the terminal', () => {
  expect(plainMarkdown('a\u001b[2Jb')).toBe('ab');
});

it('calls unusable inputs by their options', () => {
  const text = 'What failed · INPUT_INVALID\n\n- image: is required\n- other "x": y\n- KUBE_DENIED: z';
  expect(nameOptions(text, ['image'])).toBe(text.replace('- image', '- --image'));
  expect(nameOptions('- image: x', ['image'])).toBe('- image: x');
});
