import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SWITCH = '/sys/module/apparmor/parameters/enabled';
const INTERFACE = '/sys/kernel/security/apparmor';
/** What the engines load into the kernel; they look before each container whether it is there. */
const ENGINE_PROFILES = ['docker-default', 'cri-containerd.apparmor.d'];

/**
 * Whether engines confine containers with AppArmor here. They do where the kernel has it switched on and shows its
 * interface, and then they need its parser: without it the docker engine runs, but no step of a build does.
 */
export function appArmorIsOn(): boolean {
  return existsSync(INTERFACE) && existsSync(SWITCH) && readFileSync(SWITCH, 'utf8').startsWith('Y');
}

/** Those of the engines' profiles that the kernel does not have. */
export function absentProfiles(): string[] {
  const file = join(INTERFACE, 'profiles');
  if (!existsSync(file)) return [];
  const loaded = parseProfiles(readFileSync(file, 'utf8'));
  return ENGINE_PROFILES.filter((name) => !loaded.includes(name));
}

/** Names in the kernel's list, whose lines are like `docker-default (enforce)`. */
export function parseProfiles(text: string): string[] {
  return text.split('\n').flatMap((line) => /^(.+) \(\w+\)$/.exec(line)?.[1] ?? []);
}

/** Takes profiles out of the kernel that confine nobody. */
export function removeProfiles(names: readonly string[]): void {
  const missing = absentProfiles();
  for (const name of names.filter((each) => !missing.includes(each) && !confines(each))) {
    // The end of the name is the end of the write: a line feed would be part of it.
    writeFileSync(join(INTERFACE, '.remove'), name);
  }
}

function confines(profile: string): boolean {
  return readdirSync('/proc').some((entry) => {
    const file = join('/proc', entry, 'attr', 'current');
    try {
      return /^\d+$/.test(entry) && parseProfiles(readFileSync(file, 'utf8').trim()).includes(profile);
    } catch {
      return false; // the process has ended
    }
  });
}
