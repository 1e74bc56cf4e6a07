import type { NpmPackage } from '@fairlead/devcluster';

/** A Chromium without windows for Linux x64, with the libraries that a small machine lacks: see docs/dependencies.md. */
export const CHROMIUM: NpmPackage = {
  name: 'chromium',
  package: '@sparticuz/chromium',
  version: '153.0.0',
  integrity:
    'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
  size: '70 MB',
  recipe: 1,
};

/** The program to start, in the folder of the package. */
export const PROGRAM = 'chromium';
