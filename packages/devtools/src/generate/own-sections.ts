import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Sections of a README beside those of the definition, by the name in their markers. */
type Sections = Readonly<Record<string, string>>;

/**
 * What an action writes into its README from its own registries: `actions/NAME/src/readme.ts` exports `sections`. No
 * action imports that file, so its text is in no bundle.
 */
export async function loadOwnSections(root: string, name: string): Promise<Sections> {
  const path = join(root, 'actions', name, 'src/readme.ts');
  if (!existsSync(path)) return {};
  const { sections } = (await import(pathToFileURL(path).href)) as { sections?: Sections };
  if (sections === undefined) throw new Error('src/readme.ts exports no "sections"');
  return sections;
}
