// Reports the sizes of source files: a file over 400 lines should be a flat table or be split.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';
import { filesBelow } from './stamp.mjs';

const longest = 400;
const folders = ['lib', 'nest-module', 'schematics', 'native', 'scripts', 'sample', 'bench', 'test'];
const sizes = folders
  .flatMap((folder) => filesBelow(join(root, folder)))
  .filter((file) => /\.(ts|mjs|cjs|rs)$/.test(file))
  .map((file) => ({ file: relative(root, file), lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .sort((a, b) => b.lines - a.lines);

const sum = sizes.reduce((total, { lines }) => total + lines, 0);
console.log(`       ${sizes.length} files, ${sum} lines, median ${sizes[Math.floor(sizes.length / 2)]?.lines ?? 0}`);
for (const { file, lines } of sizes.filter((size) => size.lines > longest)) console.log(`       ${lines} lines: ${file}`);
