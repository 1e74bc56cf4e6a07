import { common, defineAction, field } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderActionYml } from '../src/generate/action-yml.ts';
import { renderConfigSchema } from '../src/generate/config-schema.ts';
import { closeMarker, fillSections, openMarker } from '../src/generate/markers.ts';
import { renderSections } from '../src/generate/readme-tables.ts';

const action = defineAction({
  name: 'go-build',
  description: 'Builds: a | b.',
  branding: { icon: 'box', color: 'blue' },
  inputs: {
    'working-directory': common.workingDirectory(),
    image: field.text({ class: 'plain', description: 'The image.', required: true, example: 'a@b' }),
    targets: field.list({
      class: 'plain',
      description: 'Targets.',
      default: 'linux/amd64\nlinux/arm64',
      group: 'Build',
    }),
    limit: field.decimal({ class: 'plain', description: 'Limit.', default: '75' }, { min: 0, max: 100 }),
    mode: field.choice(['a', 'b'], {
      class: 'plain',
      description: 'Mode.',
      default: 'a',
      deprecation: 'use `limit`',
    }),
    'github-token': common.githubToken('the cache'),
  },
  outputs: { image: { description: 'The image.', example: 'a@b' } },
  outcomes: { built: 'all was built' },
  codes: { INPUT_INVALID: { meaning: 'own words', fix: 'own fix' }, GO: { meaning: 'm', fix: 'f' } },
  permissions: { contents: { access: 'read', use: 'for the checkout' } },
  run: async () => {},
  post: async () => {},
});

describe('renderActionYml', () => {
  const manifest = parse(renderActionYml(action));

  it('runs main and post from one bundle on Node 24', () => {
    expect(manifest.runs).toEqual({
      using: 'node24',
      main: 'dist/main.js',
      post: 'dist/post.js',
      'post-if': 'always()',
    });
  });

  it('tells defaults in words, because a default filled in by the runner would win over the config file', () => {
    expect(manifest.inputs.targets).toEqual({
      description: 'Targets. Class: plain. Default: linux/amd64, linux/arm64',
      required: false,
    });
  });

  it('lets the runner give the token, which nobody else can evaluate', () => {
    expect(manifest.inputs['github-token'].default).toMatch(/^\$\{\{ github\.token \}\}$/);
  });

  it('passes on what is required and what is deprecated', () => {
    expect(manifest.inputs.image.required).toBe(true);
    expect(manifest.inputs.mode.deprecationMessage).toBe('use `limit`');
  });
});

describe('renderSections', () => {
  const sections = renderSections(action);

  it('groups inputs and shows every default', () => {
    expect(sections['inputs']).toContain('**Build**');
    expect(sections['inputs']).toContain('| `targets` | plain | `linux/amd64`, `linux/arm64` |');
    expect(sections['inputs']).toContain(
      '| `image` | plain | **required** |  | The image. Example: `a@b`. |',
    );
    expect(sections['inputs']).toContain('a number from 0 to 100');
  });

  it("lists the action's own codes and the core's, each once", () => {
    expect(sections['codes']).toContain('| `GO` | m | f |');
    expect(sections['codes']).toContain('TOOL_MISSING');
    expect(sections['codes']?.match(/INPUT_INVALID/g)).toHaveLength(1);
  });
});

describe('renderConfigSchema', () => {
  const schema = JSON.parse(renderConfigSchema([action]));
  const { properties } = schema.properties['go-build'];

  it('leaves out secrets and what places the run itself', () => {
    expect(Object.keys(properties)).toEqual(['image', 'targets', 'limit', 'mode']);
  });

  it('gives defaults in the type of the field', () => {
    expect(properties.limit).toMatchObject({ type: 'number', default: 75 });
    expect(properties.mode).toMatchObject({ enum: ['a', 'b'], deprecated: true });
  });
});

describe('fillSections', () => {
  const text = `# x\n${openMarker('a')}\nold\n${closeMarker('a')}\nrest\n`;

  it('replaces what is between the markers and nothing else, and is its own fixed point', () => {
    const filled = fillSections('R', text, { a: 'new\n' });
    expect(filled).toBe(`# x\n${openMarker('a')}\n\nnew\n\n${closeMarker('a')}\nrest\n`);
    expect(fillSections('R', filled, { a: 'new\n' })).toBe(filled);
  });

  it('names the marker that is missing or doubled', () => {
    expect(() => fillSections('R', 'nothing', { a: '' })).toThrow('R lacks the line <!-- generated:a -->');
    expect(() => fillSections('R', text + text, { a: '' })).toThrow('twice');
  });
});
