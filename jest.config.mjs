// jest in ESM mode over the TypeScript sources: `oxyde` and its doors stand for lib/ and nest-module/.
import { existsSync } from 'node:fs';

export default {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/test', '<rootDir>/sample', '<rootDir>/schematics'].filter(existsBelow),
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/apps/', '<rootDir>/test/packaging/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/native/target/', '<rootDir>/test/apps/'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  resolver: '<rootDir>/test/support/resolver.cjs',
  moduleNameMapper: {
    '^oxyde$': '<rootDir>/lib/index.ts',
    '^oxyde/nest$': '<rootDir>/nest-module/index.ts',
    '^oxyde/testing$': '<rootDir>/lib/testing/index.ts',
  },
  transform: { '\\.ts$': ['@swc/jest', swcOptions()] },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  testTimeout: 30_000,
  maxWorkers: 2,
};

function existsBelow(folder) {
  return existsSync(folder.replace('<rootDir>', import.meta.dirname));
}

/** The same language settings as tsconfig.json. */
function swcOptions() {
  return {
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
      target: 'es2022',
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  };
}
