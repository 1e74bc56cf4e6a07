import type { Need } from './need.ts';

/** A docker engine on this machine, or one that DOCKER_HOST or docker's context names: it builds the images. */
export const engine: Need = {
  name: 'docker engine',
  async missing({ look }) {
    if (!(await look.hasProgram('docker')))
      return 'docker is not on PATH: install docker, or what puts a command docker in front of another engine';
    const { ok, said } = await look.docker('version', '--format', '{{.Server.Version}}');
    if (ok) return undefined;
    return `no docker engine answers (${said}): start it, or name one with DOCKER_HOST that this user may use`;
  },
};
