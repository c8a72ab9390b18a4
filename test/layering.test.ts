// Compares the real imports of the source tree, types included, with what the room cards permit.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { basename, join } from 'node:path';
import {
  filesBelow,
  foldersIn,
  type Import,
  importsOf,
  type Permission,
  permissionsOf,
  roomOf,
  sourcesBelow,
  textOf,
} from './support/house.js';

interface Edge extends Import {
  readonly from: string;
}

/** Every room may use these without saying so. */
const foundations = ['util', 'error'];
const trees = ['lib', 'nest-module', 'schematics'];
const allowedPackages = ['class-validator', 'class-transformer', 'class-transformer/cjs/storage.js', 'reflect-metadata'];

let files: string[] = [];
let edges: Edge[] = [];

beforeAll(() => {
  files = trees.flatMap(sourcesBelow);
  edges = files.flatMap((from) => importsOf(from).map((imported) => ({ from, ...imported })));
});

const shown = ({ from, specifier }: Edge): string => `${from} imports ${specifier}`;
const isDoor = (path: string): boolean => ['lib/index.ts', 'lib/testing/index.ts'].includes(path);
const isBelow = (folder: string, path: string | undefined): boolean => path?.startsWith(`${folder}/`) ?? false;

describe('what the test has read', () => {
  test('is every source file of every tree', () => {
    const present = trees.flatMap((tree) => filesBelow(tree, (path) => /(?<!\.d)\.[cm]?[jt]s$/.test(path) || path.endsWith('.d.cts')));
    expect(files).toHaveLength(present.length);
    expect(files.length).toBeGreaterThan(0);
  });

  test('is at least one file of every room', () => {
    const roomsRead = new Set(files.map(roomOf));
    expect(foldersIn('lib').filter((room) => !roomsRead.has(room))).toEqual([]);
  });

  test('resolves every relative import to a file', () => {
    const present = new Set(files);
    expect(
      edges.filter(({ target }) => target !== undefined && trees.some((tree) => isBelow(tree, target)) && !present.has(target)).map(shown),
    ).toEqual([]);
  });
});

describe('rooms of lib', () => {
  test('touch only what their cards permit', () => {
    const permissions = new Map(foldersIn('lib').map((room) => [room, permissionsIn(room)]));
    const forbidden = edges.filter((edge) => {
      const room = roomOf(edge.from);
      return room !== undefined && !isPermitted(room, edge, permissions.get(room) ?? []);
    });
    expect(forbidden.map(shown)).toEqual([]);
  });

  test('have cards that permit nothing without need', () => {
    const idle = foldersIn('lib').flatMap((room) => {
      const own = edges.filter(({ from }) => roomOf(from) === room);
      return permissionsIn(room)
        .filter((permission) => !own.some((edge) => isUseOf(permission, edge)))
        .map(({ room: other, only }) => `${room} never uses ${other}${only === undefined ? '' : ` (${only})`}`);
    });
    expect(idle).toEqual([]);
  });

  test('have cards that name existing rooms', () => {
    const rooms = foldersIn('lib');
    const unknown = rooms.flatMap((room) => permissionsIn(room).filter((permission) => !rooms.includes(permission.room)));
    expect(unknown).toEqual([]);
  });

  test('import files, never a door or a barrel', () => {
    const barrels = edges.filter(
      ({ from, target, specifier }) =>
        roomOf(from) !== undefined && (basename(target ?? '') === 'index.ts' || /^oxyde(\/|$)/.test(specifier)),
    );
    expect(barrels.map(shown)).toEqual([]);
  });

  test('use no package but Node.js and the declared ones', () => {
    const foreign = edges.filter(
      ({ from, target, specifier }) => isBelow('lib', from) && target === undefined && !isKnownPackage(specifier),
    );
    expect(foreign.map(shown)).toEqual([]);
  });

  test('import nothing from outside lib', () => {
    expect(edges.filter(({ from, target }) => isBelow('lib', from) && target !== undefined && !isBelow('lib', target)).map(shown)).toEqual(
      [],
    );
  });
});

describe('the whole tree', () => {
  test('has no import cycle, types included', () => {
    expect(findCycle()).toEqual([]);
  });

  test('enters lib from outside through its doors only', () => {
    const burglars = edges.filter(({ from, target }) => !isBelow('lib', from) && isBelow('lib', target) && !isDoor(target ?? ''));
    expect(burglars.map(shown)).toEqual([]);
  });

  test('imports @nestjs/* in nest-module alone', () => {
    expect(edges.filter(({ from, specifier }) => specifier.startsWith('@nestjs/') && !isBelow('nest-module', from)).map(shown)).toEqual([]);
  });
});

function permissionsIn(room: string): Permission[] {
  return permissionsOf(textOf(join('lib', room, 'README.md'))) ?? [];
}

function isPermitted(room: string, edge: Edge, permissions: readonly Permission[]): boolean {
  const touched = edge.target === undefined ? undefined : roomOf(edge.target);
  if (touched === undefined || touched === room) return true;
  if (foundations.includes(touched) && !foundations.includes(room)) return true;
  return permissions.some((permission) => isUseOf(permission, edge));
}

function isUseOf(permission: Permission, edge: Edge): boolean {
  return edge.target !== undefined && roomOf(edge.target) === permission.room && isWithin(permission, edge);
}

function isWithin({ only }: Permission, { isTypeOnly, target }: Edge): boolean {
  if (only === undefined) return true;
  return only === 'types' ? isTypeOnly : basename(target ?? '') === only;
}

function isKnownPackage(specifier: string): boolean {
  return (
    specifier.startsWith('node:') || specifier.endsWith('.node') || allowedPackages.includes(specifier) || specifier.startsWith('@oxyde/')
  );
}

/** The files of one import cycle in order, or nothing: a depth-first walk that meets a file of its own path. */
function findCycle(): string[] {
  const targets = new Map(files.map((file) => [file, edges.filter(({ from }) => from === file).flatMap(({ target }) => target ?? [])]));
  const finished = new Set<string>();
  const path: string[] = [];
  const walk = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return [];
    path.push(file);
    for (const target of targets.get(file) ?? []) {
      const cycle = walk(target);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    finished.add(file);
    return [];
  };
  return files.map(walk).find((cycle) => cycle.length > 0) ?? [];
}
