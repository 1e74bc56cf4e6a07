import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  judgePart,
  type KernelFacts,
  type KernelPart,
  kernelParts,
  modulesToLoad,
  type PartFacts,
} from '../src/machine/kernel-parts.ts';
import { judgeMachine, type MachineFacts, machineKinds, parseRelease } from '../src/machine/kinds.ts';
import { spareOwnBridges } from '../src/machine/load-modules.ts';
import { renderConfigFiles } from '../src/native/config-files.ts';
import { clusterPaths } from '../src/paths.ts';
import { parseProfiles } from '../src/system/app-armor.ts';
import { parseModules, placeOf } from '../src/system/modules.ts';
import { missingPackages, unitsIn } from '../src/tools/debian.ts';

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

test('the machine’s own bridges pass the firewall by as before when up has loaded br_netfilter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fl-bridge-'));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  writeFileSync(join(folder, 'bridge-nf-call-iptables'), '1');
  writeFileSync(join(folder, 'bridge-nf-filter-vlan-tagged'), '1');
  spareOwnBridges(folder);
  expect([read('bridge-nf-call-iptables'), read('bridge-nf-filter-vlan-tagged')]).toEqual(['0', '1']);
  expect(() => spareOwnBridges(join(folder, 'not-there'))).not.toThrow();
  rmSync(folder, { recursive: true });
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

describe('check says of the kind of machine', () => {
  const debian12: MachineFacts = {
    title: 'Debian GNU/Linux 12 (bookworm)',
    system: 'debian 12',
    cgroups: 2,
    systemd: true,
    services: false,
  };

  test.each<[string, Partial<MachineFacts>, string]>([
    ['as it comes', {}, 'npm run test:vm'],
    ['with services', { services: true }, 'npm run test:vm'],
    ['in a container', { cgroups: 1, systemd: false }, 'npm test'],
  ])('Debian 12 %s: it was tried', (_, change, by) => {
    const found = judgeMachine({ ...debian12, ...change });
    expect(found).toMatchObject({ state: 'offers', detail: expect.stringContaining(`tried by ${by}`) });
  });

  test('that nobody has tried: so, and it is no lack', () => {
    const ubuntu = { ...debian12, title: 'Ubuntu 24.04 LTS', system: 'ubuntu 24.04', services: true };
    expect(judgeMachine(ubuntu)).toMatchObject({
      state: 'unknown',
      detail: 'Ubuntu 24.04 LTS, cgroup version 2, with systemd, docker or containerd running: not tried yet',
    });
  });

  test('what the guide says', () => {
    const guide = readFileSync(resolve(import.meta.dirname, '../../../docs/guides/devcluster.md'), 'utf8');
    for (const { name, triedBy } of machineKinds) expect(guide).toContain(`| ${name} | \`${triedBy}\` |`);
  });

  test('by what the system says of itself', () => {
    const text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';
    expect(parseRelease(text)).toMatchObject({ PRETTY_NAME: debian12.title, ID: 'debian', VERSION_ID: '12' });
  });
});

test('profiles of AppArmor are read by their names, which may hold spaces', () => {
  expect(parseProfiles('docker-default (enforce)\na b (complain)\n\n')).toEqual(['docker-default', 'a b']);
});

describe('packages', () => {
  const all = { has: () => true, networkPlugins: true, appArmor: false };

  test('include the parser of AppArmor where the kernel has AppArmor: without it no step of a build runs', () => {
    const has = (program: string): boolean => program !== 'apparmor_parser';
    expect(missingPackages({ ...all, has, appArmor: true })).toEqual(['apparmor']);
    expect(missingPackages({ ...all, has, appArmor: false })).toEqual([]);
    expect(missingPackages({ ...all, appArmor: true })).toEqual([]);
  });

  test('have services that are found by their files, to be switched off in one go', () => {
    const files = [
      '/lib/systemd/system/docker.service',
      '/usr/lib/systemd/system/docker.socket',
      '/lib/systemd/system/getty@.service',
      '/lib/systemd/system/docker.service.d',
      '/usr/bin/docker',
    ];
    expect(unitsIn(files.join('\n'))).toEqual(['docker.service', 'docker.socket']);
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
