import { existsSync, readFileSync } from 'node:fs';

const SWITCH = '/sys/module/apparmor/parameters/enabled';
const INTERFACE = '/sys/kernel/security/apparmor';

/**
 * Whether engines confine containers with AppArmor here. They do where the kernel has it switched on and shows its
 * interface, and then they need its parser: without it the docker engine runs, but no step of a build does.
 */
export function appArmorIsOn(): boolean {
  return existsSync(INTERFACE) && existsSync(SWITCH) && readFileSync(SWITCH, 'utf8').startsWith('Y');
}
