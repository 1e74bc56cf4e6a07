import { describe, expect, it } from 'vitest';
import { addVersion, readChange } from '../../src/release/changelog.ts';

describe('changelog', () => {
  it('reads the biggest bump of a change, and none from an empty one', () => {
    expect(readChange("---\n'@a/b': minor\n'@a/c': patch\n---\n\nText.\n")).toEqual({
      bump: 'minor',
      text: 'Text.',
    });
    expect(readChange('---\n---\n\nNothing.\n')).toBeUndefined();
  });

  it('puts the new version on top and keeps the rest', () => {
    const changes = [
      { bump: 'patch', text: 'One\ntwo.' },
      { bump: 'minor', text: 'More.' },
    ] as const;
    expect(addVersion('# Changelog\n\nIntro.\n\n## 0.1.0\n\n- Old.\n', '0.2.0', changes)).toBe(
      '# Changelog\n\nIntro.\n\n## 0.2.0\n\n### New\n\n- More.\n\n### Fixed\n\n- One\n  two.\n\n## 0.1.0\n\n- Old.\n',
    );
  });
});
