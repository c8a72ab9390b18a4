// Every room and every crate has a card: a README of at most 25 lines with six headings; ARCHITECTURE.md names what there is.
import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, foldersIn, permissionsOf, root, textOf } from './support/house.js';

const headings = ['Purpose', 'In', 'Out', 'May touch', 'Never', 'Proved by'];
const places = [
  ...foldersIn('lib').map((room) => join('lib', room)),
  ...foldersIn('native')
    .filter((name) => name.startsWith('oxyde-'))
    .map((crate) => join('native', crate)),
  ...['nest-module', 'schematics'].filter((folder) => existsSync(join(root, folder))),
];

describe.each(places)('the card of %s', (place) => {
  const path = join(place, 'README.md');
  const card = existsSync(join(root, path)) ? textOf(path) : '';

  test('has its six headings in order', () => {
    const found = [...card.matchAll(/^\*\*([A-Z][a-z ]+)[.:]\*\*/gm)].map((match) => match[1]);
    expect(found).toEqual(headings);
  });

  test('has at most 25 lines', () => {
    expect(card.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });

  test('says what may be touched in the form that the layering test reads', () => {
    expect(permissionsOf(card)).toBeDefined();
  });
});

test('every crate uses no other crate of the house than its card says', () => {
  const crates = foldersIn('native').filter((name) => name.startsWith('oxyde-'));
  const manifests = crates.map((crate) => ({ crate, used: cratesUsedBy(crate) }));
  const forbidden = manifests.flatMap(({ crate, used }) =>
    used.filter((other) => !mayTouch(crate, other)).map((other) => `${crate} uses ${other}`),
  );
  expect(forbidden).toEqual([]);
});

test('no card of a crate permits a crate that it does not use', () => {
  const crates = foldersIn('native').filter((name) => name.startsWith('oxyde-'));
  const idle = crates.flatMap((crate) => {
    const used = cratesUsedBy(crate);
    const permitted = permissionsOf(textOf(join('native', crate, 'README.md'))) ?? [];
    return permitted.filter(({ room }) => !used.includes(room)).map(({ room }) => `${crate} never uses ${room}`);
  });
  expect(idle).toEqual([]);
});

test('cards were looked for in every room', () => {
  const rooms = new Set(
    filesBelow('lib', (path) => path.endsWith('.ts'))
      .map((path) => path.split('/')[1])
      .filter((name) => !name?.endsWith('.ts')),
  );
  expect(places.filter((place) => place.startsWith('lib/')).length).toBeGreaterThanOrEqual(rooms.size);
});

test('ARCHITECTURE.md names files that exist, and beside them what is in them', () => {
  const links = [...textOf('ARCHITECTURE.md').matchAll(/\]\(([\w./-]+)\)(?:\s+`([^`]+)`)?/g)];
  const wrong = links.filter(([, path = '', name = '']) => !existsSync(join(root, path)) || !textOf(path).includes(name));
  expect(wrong.map(([text]) => text)).toEqual([]);
  expect(links.length).toBeGreaterThan(30);
});

function cratesUsedBy(crate: string): string[] {
  const manifest = textOf(join('native', crate, 'Cargo.toml'));
  const dependencies = /^\[dependencies\]\n([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(manifest)?.[1] ?? '';
  return [...dependencies.matchAll(/^(oxyde-[a-z]+)/gm)].flatMap((match) => match[1] ?? []);
}

function mayTouch(crate: string, other: string): boolean {
  const card = join('native', crate, 'README.md');
  if (!existsSync(join(root, card))) return false;
  return permissionsOf(textOf(card))?.some(({ room }) => room === other) ?? false;
}
