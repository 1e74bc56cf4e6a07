import type { Http } from '@fairlead/core';
import { fakePrometheus } from './prometheus.ts';
import type { World } from './world.ts';

/** What is reached by HTTP: a registry that knows some tags of one image, and else Prometheus. */
export function fakeHttp(world: World): Http {
  const prometheus = fakePrometheus(world);
  return {
    async send(request) {
      const tag = /^https:\/\/registry\.example\.com\/v2\/orders\/manifests\/(.*)$/.exec(request.url)?.[1];
      if (tag === undefined) return prometheus.send(request);
      const digest = world.tags[tag];
      return {
        status: digest === undefined ? 404 : 200,
        headers: digest === undefined ? {} : { 'docker-content-digest': digest },
        body: new Uint8Array(),
        text: () => '',
        json: () => undefined,
      };
    },
  };
}
