/** Why a command of a page can be trusted. */
export type Proof =
  /** `npm run check:commands` runs it in a clean checkout. */
  | { readonly kind: 'run' }
  /** A test does what it does: the file has these words. */
  | { readonly kind: 'test'; readonly file: string; readonly says: string }
  /** It cannot be run here, and why. */
  | { readonly kind: 'left'; readonly why: string };

const run: Proof = { kind: 'run' };
const test = (file: string, says: string): Proof => ({ kind: 'test', file, says });
const left = (why: string): Proof => ({ kind: 'left', why });

const DEVCLUSTER = 'test/e2e/machine/devcluster.test.ts';
const CLUSTER_CLI = 'packages/devcluster/test/cli.test.ts';
const OPTIONS = 'packages/cli/test/run/inputs-from-options.test.ts';
const DEMO_START = 'packages/devtools/test/demo/start.test.ts';
const GUIDE = test('test/contract/cli-guide.test.ts', 'ends well, and so does workflow-lint after it');
const FOREIGN = left(
  'needs a cluster of your own; its checks are in packages/devcluster/test/kubeconfig.test.ts',
);

/** All commands of README, guides and action pages. A contract test wants an entry for each, and a page for each entry. */
export const pageProofs: Readonly<Record<string, Proof>> = {
  'npm run demo': test('test/e2e/machine/demo-cleanup.test.ts', "'demo', '--name', NAME"),
  'npm run demo -- --gateway': test(DEMO_START, "'--gateway'"),
  'npm run demo -- --keep': test(DEMO_START, "'--keep'"),
  'npm run demo -- --down': test('test/e2e/machine/demo-cleanup.test.ts', "'--down'"),
  'npm run demo -- --kubeconfig ~/.kube/config --context kind-orders --registry ghcr.io/acme': test(
    'test/e2e/demo-on-own-cluster.test.ts',
    "'--kubeconfig'",
  ),
  'npm run bench -- canary-detect': test(
    'packages/devtools/test/bench/canary-detect.test.ts',
    'What `bench canary-detect` does',
  ),
  'npm run bench -- canary-mttr': left('takes some twenty minutes with a cluster of its own'),
  'npm run bench -- canary-kills': left('kills 650 runs, which takes some twenty minutes'),
  'npm run bench -- canary-endings': left('takes some eight minutes with a cluster of its own'),
  'fairlead install-hook': test('packages/cli/test/install-hook.test.ts', 'has git refuse a commit'),
  'fairlead install-hook --checks gofmt,vet,lint': test(
    'packages/cli/test/install-hook.test.ts',
    "install('--checks', 'gofmt')",
  ),
  'npm test': left("CI's own command"),
  'npm run release:tree -- --out /tmp/fairlead': run,
  'act push --workflows .github/workflows/pipeline.yml --platform ubuntu-latest=-self-hosted --local-repository fairlead-actions/fairlead@v1=/tmp/fairlead --env FAIRLEAD_REPORTS=/tmp/reports':
    test('test/act/examples.test.ts', 'runAct('),
  'INPUT_PACKAGES=./cmd/orders node /tmp/fairlead/actions/go-build/dist/main.js': test(
    'test/bundle/plain-shell.test.ts',
    'of the README',
  ),
  'node /tmp/fairlead/cli/fairlead.js help': test(
    'packages/devtools/test/release/trees.test.ts',
    'cli/fairlead.js',
  ),
  'node /tmp/fairlead/cli/fairlead.js run go-build --packages ./cmd/orders': test(
    'test/bundle/cli.test.ts',
    "'run', 'go-build', ...args",
  ),
  'fairlead run go-build --targets linux/amd64 --targets linux/arm64': test(
    OPTIONS,
    'gives inputs as a workflow does',
  ),
  'fairlead run quality-gate --working-directory services/orders': test(
    OPTIONS,
    'gives inputs as a workflow does',
  ),
  'fairlead run helm-deploy --release orders --chart deploy/orders --dry-run': test(
    OPTIONS,
    'gives inputs as a workflow does',
  ),
  'git clone --branch v1.2.3 https://github.com/fairlead-actions/fairlead': left(
    'needs the network; a released tag',
  ),
  'npm run check:release': test('packages/devtools/src/release/rehearse.ts', "'check-release'"),
  'node /tmp/fairlead/cli/fairlead.js --version': test('test/bundle/cli.test.ts', '--version'),
  'fairlead init': test('test/act/init.test.ts', "fairlead('init')"),
  'fairlead init --dry-run': GUIDE,
  'fairlead init --module services/orders': GUIDE,
  'fairlead init --main ./cmd/orders': GUIDE,
  'fairlead explain CANARY_FAILED': test('packages/cli/test/explain.test.ts', 'CANARY_FAILED'),
  'fairlead explain --json': test('packages/cli/test/explain.test.ts', '--json'),
  'npm run tool -- vitest run packages/core/test/inputs': run,
  'npm run tool -- vitest --inspect-brk --no-file-parallelism run packages/core/test/inputs':
    left('waits for a debugger'),
  'npm run cluster -- up': test(DEVCLUSTER, "'up'"),
  'npm run cluster -- up --gateway': test(CLUSTER_CLI, '--gateway'),
  'npm run cluster -- status': run,
  'npm run cluster -- check': test(DEVCLUSTER, "'check'"),
  'npm run cluster -- down': test(DEVCLUSTER, "'down'"),
  'npm run test:vm': left('makes virtual machines, before a release'),
  'npm run test:vm -- with-services': left('makes a virtual machine, before a release'),
  'npm run test:vm -- --suite trixie': left('makes virtual machines, before a release'),
  'fairlead workflow-lint': test('packages/cli/test/workflow-lint/command.test.ts', 'workflow-lint'),
  'npm run fairlead -- workflow-lint --no-external workflows-examples': run,
  'env INPUT_DRY-RUN=true node --conditions=fairlead-source ../fairlead/actions/go-build/src/main.ts': test(
    'packages/testkit/src/runner/source-argv.ts',
    '--conditions=fairlead-source',
  ),
  'nsenter --net=/run/netns/fairlead -- env KUBECONFIG="$HOME/.local/state/fairlead/fairlead/kubeconfig" helm list':
    left('needs a cluster that is up; test/e2e runs helm that way'),
  'FAIRLEAD_KILLS=100 FAIRLEAD_SEED=7 npx vitest run --project e2e-machine random-kill': test(
    'test/e2e/machine/devcluster-random-kill.test.ts',
    'FAIRLEAD_KILLS',
  ),
  'npm run cluster -- check --kubeconfig ~/.kube/config --prometheus-url http://127.0.0.1:9090 --registry ghcr.io --probe-image ghcr.io/acme/orders:1.0.0':
    FOREIGN,
  'kind create cluster --name orders': left('makes a cluster with a program of yours'),
  'npm run cluster -- check --kubeconfig ~/.kube/config --context kind-orders': FOREIGN,
  'npm run cluster -- check --kubeconfig ./kubeconfig --context staging --prometheus-url https://prometheus.example.com':
    FOREIGN,
  'node ../fairlead/actions/quality-gate/dist/main.js': test(
    'test/bundle/quality-gate.test.ts',
    'the bundle of',
  ),
  "env INPUT_PRESET=strict 'INPUT_TEST-ARGS=-run=TestOrders' node ../fairlead/actions/quality-gate/dist/main.js":
    left('is for a service of yours with a test of that name'),
};
