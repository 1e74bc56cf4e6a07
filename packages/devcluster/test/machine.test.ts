import { describe, expect, test } from 'vitest';
import {
  judgePart,
  type KernelFacts,
  type KernelPart,
  kernelParts,
  modulesToLoad,
  type PartFacts,
} from '../src/machine/kernel-parts.ts';
import { renderConfigFiles } from '../src/native/config-files.ts';
import { clusterPaths } from '../src/paths.ts';
import { parseModules, placeOf } from '../src/system/modules.ts';
import { missingPackages } from '../src/tools/debian.ts';

const DEBIAN: KernelFacts = { release: '6.1.0-41-amd64', locked: false };
const overlay: KernelPart = { what: 'overlay file system', module: 'overlay', sign: () => false };

describe('a module of the kernel', () => {
  const modules = parseModules({
    procModules: 'br_netfilter 32768 0 - Live 0x0000000000000000\n',
    builtin: 'kernel/net/ipv4/netfilter/ip_tables.ko\nkernel/drivers/net/veth.ko\n',
    dependencies: [
      'kernel/fs/overlayfs/overlay.ko:',
      'kernel/net/netfilter/nf-nat.ko.xz: kernel/net/netfilter/nf_conntrack.ko.xz',
      'kernel/net/netfilter/nf_conntrack.ko.xz:',
    ].join('\n'),
  });

  test.each([
    ['br_netfilter', 'loaded'],
    ['veth', 'loaded'],
    ['overlay', 'loadable'],
    ['nf_nat', 'loadable'],
    ['nf_conntrack', 'loadable'],
    ['zfs', 'absent'],
  ] as const)('%s is found: %s', (module, place) => {
    expect(placeOf(module, modules)).toBe(place);
  });

  test('is nowhere to be known where the running kernel has no folder of modules', () => {
    const none = parseModules({ procModules: '', builtin: '', dependencies: undefined });
    expect(placeOf('overlay', none)).toBe('unknown');
  });

  test('is loaded by up where it is there and not loaded, and only then', () => {
    const parts = [overlay, { what: 'seen', module: 'nf_nat', sign: () => true }];
    expect(modulesToLoad(DEBIAN, modules, parts)).toEqual(['overlay']);
    expect(modulesToLoad({ ...DEBIAN, locked: true }, modules, parts)).toEqual([]);
    expect(modulesToLoad(DEBIAN, { loaded: new Set(), loadable: undefined }, parts)).toEqual([]);
  });
});

describe('check says of a part of the kernel', () => {
  const judge = (facts: PartFacts, change: Partial<KernelFacts> = {}) =>
    judgePart(overlay, facts, { ...DEBIAN, ...change });

  test('that is only not loaded: up does it', () => {
    expect(judge({ place: 'loadable', works: false })).toEqual({
      what: 'overlay file system',
      state: 'offers',
      detail: 'not loaded yet: up does it (modprobe overlay)',
    });
  });

  test.each<[string, PartFacts]>([
    ['that is loaded', { place: 'loaded', works: undefined }],
    ['of a kernel in one piece, at work', { place: 'unknown', works: true }],
  ])('%s: it is there', (_, facts) => {
    expect(judge(facts)).toMatchObject({ state: 'offers', detail: 'known to the kernel' });
  });

  test.each<[string, PartFacts, Partial<KernelFacts>, RegExp]>([
    [
      'that no module can bring any more',
      { place: 'loadable', works: false },
      { locked: true },
      /modules_disabled is 1\): restart/,
    ],
    [
      'that the kernel was built without',
      { place: 'absent', works: false },
      {},
      /6\.1\.0-41-amd64 has no module overlay/,
    ],
    [
      'of a kernel whose modules are elsewhere',
      { place: 'unknown', works: false },
      {},
      /after an upgrade restart .*in a container run modprobe overlay/,
    ],
  ])('%s: what to do', (_, facts, change, hint) => {
    const found = judge(facts, change);
    expect(found).toMatchObject({ state: 'lacks', detail: 'unknown to the kernel' });
    expect(found.hint).toMatch(hint);
  });

  test('that nobody could try: it is not known', () => {
    expect(judge({ place: 'unknown', works: undefined })).toMatchObject({ state: 'unknown' });
  });

  test('by its name, once', () => {
    const names = kernelParts.map(({ what }) => what);
    expect(new Set(names).size).toBe(names.length);
    expect(kernelParts.map(({ module }) => module)).toEqual(
      expect.arrayContaining(['overlay', 'bridge', 'veth', 'br_netfilter', 'nf_conntrack', 'nf_nat']),
    );
    for (const part of kernelParts) expect(part.sign ?? part.trial, part.what).toBeDefined();
  });
});

describe('packages', () => {
  const all = { has: () => true, networkPlugins: true, appArmor: false };

  test('include the parser of AppArmor where the kernel has AppArmor: without it no step of a build runs', () => {
    const has = (program: string): boolean => program !== 'apparmor_parser';
    expect(missingPackages({ ...all, has, appArmor: true })).toEqual(['apparmor']);
    expect(missingPackages({ ...all, has, appArmor: false })).toEqual([]);
    expect(missingPackages({ ...all, appArmor: true })).toEqual([]);
  });

  test('are named once, however many of their programs are missing', () => {
    const found = missingPackages({ has: () => false, networkPlugins: false, appArmor: true });
    expect(found).toEqual([...new Set(found)]);
    expect(found).toEqual(expect.arrayContaining(['docker.io', 'containerd', 'containernetworking-plugins']));
  });
});

test('the engine keeps its containers in the cluster’s own cgroup, also where systemd manages the root', () => {
  const files = renderConfigFiles(clusterPaths('one', { HOME: '/home/me' }), '/usr/lib/cni');
  expect(JSON.parse(files['docker.json'] ?? '')).toEqual({
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
  });
  expect(files['kubelet.yml']).toContain('cgroupDriver: cgroupfs');
  expect(files['containerd.toml']).toContain('SystemdCgroup = false');
});
