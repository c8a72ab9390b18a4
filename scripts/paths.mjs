// The places that scripts read and write, relative to the repository's root.
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');
export const dist = join(root, 'dist');
export const native = join(root, 'native');
export const addon = join(native, 'index.node');

/** The JavaScript file behind a development tool's command, to be run by any Node.js binary. */
export const tools = {
  jest: join(root, 'node_modules/jest/bin/jest.js'),
  tsc: join(root, 'node_modules/typescript/bin/tsc'),
  tsc7: join(root, 'node_modules/typescript-7/bin/tsc'),
  prettier: join(root, 'node_modules/prettier/bin/prettier.cjs'),
  oxlint: join(root, 'node_modules/oxlint/bin/oxlint'),
};
