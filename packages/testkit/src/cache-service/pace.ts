import { Transform } from 'node:stream';

/** Lets bytes pass no faster than so many in a second; all at once where no rate is given. */
export function createPace(bytesPerSecond: number | undefined): Transform {
  let passed = 0;
  let began: number | undefined;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (bytesPerSecond === undefined) return done(null, chunk);
      began ??= performance.now();
      passed += chunk.length;
      const early = (passed / bytesPerSecond) * 1000 - (performance.now() - began);
      if (early < 1) return done(null, chunk); // a timer is no finer
      setTimeout(() => done(null, chunk), early);
    },
  });
}
