import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  builtPrograms,
  cacheRoot,
  createToolbox,
  type Progress,
  prepareGoImage,
  run,
  tools,
  withProgress,
} from '@fairlead/devcluster';
import { buildBundles } from '../build/build-bundles.ts';
import { bundleNames } from '../build/bundles.ts';
import { REPOSITORY_ROOT, SAMPLE } from '../paths.ts';
import { copyCheckout, share } from '../system/copy-checkout.ts';
import { makeDisk, TEST_DISK, TEST_FOLDER } from './image.ts';
import { warmRunner } from './warm-runner.ts';

/** The sample service, whose dependencies the machine's builds need. */
const DISK_SIZE = '16G';

/** What the machine runs: the test of that name, as a user with this checkout would. */
function startScript(goRoot: string): string {
  const cache = join(TEST_FOLDER, 'cache');
  return `#!/bin/sh
export HOME=/root XDG_CACHE_HOME=${cache} LANG=C.UTF-8 FAIRLEAD_PATIENCE=8
export PATH=${join(TEST_FOLDER, basename(goRoot), 'bin')}:${TEST_FOLDER}/project/node_modules/.bin:$PATH
machine=$(tr ' ' '\\n' < /proc/cmdline | sed -n 's/^fairlead.machine=//p')
cd ${TEST_FOLDER}/project && exec node --conditions=fairlead-source test/vm/main.ts "$machine"
`;
}

/**
 * Writes the disk that the test brings: this checkout as it is, with its dependencies and bundles, Go, and from the
 * cache what a cluster, its images and the demo are made of. Nothing has to be compiled in the machine but the demo's
 * own service.
 *
 * @param folder an empty folder on the disk of the cache, for everything that is in between
 */
export async function makePayload(folder: string, progress: Progress, signal: AbortSignal): Promise<string> {
  const toolbox = createToolbox({ progress, signal });
  const files = await prepareGoImage([SAMPLE], toolbox);
  const specs = [...builtPrograms(false), tools.act, tools.helm, tools.helm3];
  const programs: string[] = [];
  for (const spec of specs) programs.push((await toolbox.ensure(spec)).folder);
  await withProgress(progress, 'bundles of the actions', () =>
    buildBundles({ root: REPOSITORY_ROOT, bundles: bundleNames, tell: () => {} }),
  );
  signal.throwIfAborted();
  const { root } = await toolbox.go();
  const stage = join(folder, 'stage');
  const cache = join(stage, 'cache', 'fairlead');
  const runner = join(cache, 'runner/home/.cache');
  for (const each of [join(cache, 'tools'), runner]) await mkdir(each, { recursive: true });
  await mkdir(join(stage, 'project'));
  const disk = join(folder, 'test.img');
  const work = async (): Promise<void> => {
    await copyCheckout(join(stage, 'project'), signal);
    await share([root], stage, signal);
    for (const tool of [...programs, join(cacheRoot(), 'tools', 'busybox-static')])
      await share([tool], join(cache, 'tools'), signal);
    for (const each of [files.cache, dirname(files.proxy.folder)]) await share([each], cache, signal);
    // What the pipeline compiles is warm as on a runner that has run it before. Not shared: it grows here.
    const compiled = join(runner, 'go-build');
    await run(['cp', '-a', files.cache, compiled], { signal });
    await warmRunner({ cache: compiled, module: SAMPLE, proxy: files.proxy.url, signal });
    await writeFile(join(stage, 'start.sh'), startScript(root));
    await chmod(join(stage, 'start.sh'), 0o755);
    await makeDisk(stage, disk, DISK_SIZE, TEST_DISK, signal);
    await run(['rm', '-rf', stage]);
  };
  await withProgress(progress, 'disk with the project and its built programs', work, () => 'written');
  return disk;
}
