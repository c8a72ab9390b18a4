// Lets Node.js run the TypeScript sources as jest does: `oxyde` and its doors are lib/ and nest-module/, `.js` stands for `.ts`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';
import { root } from './paths.mjs';

const doors = { oxyde: 'lib/index.ts', 'oxyde/nest': 'nest-module/index.ts' };

export async function resolve(specifier, context, next) {
  if (Object.hasOwn(doors, specifier)) return { url: pathToFileURL(join(root, doors[specifier])).href, shortCircuit: true };
  const isRelative = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts');
  const source = isRelative ? new URL(`${specifier.slice(0, -3)}.ts`, context.parentURL) : undefined;
  return source && existsSync(source) ? { url: source.href, shortCircuit: true } : next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const file = fileURLToPath(url);
  const { code } = transformSync(readFileSync(file, 'utf8'), { ...options, filename: file });
  return { format: 'module', source: code, shortCircuit: true };
}

/** The same language settings as tsconfig.json. */
const options = {
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
