/** A command of the table in CONTRIBUTING.md. */
export interface DocumentedCommand {
  /** As the page shows it. */
  readonly shown: string;
  readonly argv: readonly [string, ...string[]];
  /** Why it is not run in a clean checkout by itself. */
  readonly left: string | undefined;
}

/** Commands that have a test of their own, or that ask a person. */
const LEFT: Readonly<Record<string, string>> = {
  'npm test': "CI's own command",
  'npm run demo': 'test/e2e/machine runs it',
  'npm run runtimes': 'the layer bundle runs the same test',
  'npm run test:vm': 'makes a virtual machine; run before a release',
  'npm run cluster -- up': 'test/e2e/machine runs it',
  'npm run pictures': 'needs the reports of a demo',
  'npm run change': 'asks questions',
  'npm run new-action -- NAME': 'its test makes one in a copy',
  'npm run mutate': 'a job of its own',
  'npm run check:commands': 'this command',
  'npm run check:release': 'needs the tag of a release; npm run release:tree makes one and runs it there',
  'npm run release:assets': 'makes a release; npm run release:tree runs it on a scratch repository',
  'npm run release:version': 'changes the version; its test runs it in a copy',
};

/** The commands of the page's table, in its order. */
export function documentedCommands(page: string): readonly DocumentedCommand[] {
  return [...page.matchAll(/^\| `((?:npm|npx) [^`]+)`/gm)].flatMap(([, shown = '']) => {
    const [program = '', ...words] = shown.split(' ');
    return [{ shown, argv: [program, ...words] as const, left: LEFT[shown] }];
  });
}
