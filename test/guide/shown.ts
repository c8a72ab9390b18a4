// What examples give, as the page shows it and as databases are compared.
const longestLine = 120;

/** Columns that an instance is recognised by; loaded relations and annotations are shown beside them. */
const namesOfEntities = new Map([
  ['Company', ['id', 'name', 'city']],
  ['User', ['id', 'name']],
  ['Category', ['id', 'name']],
  ['Post', ['id', 'title']],
  ['Comment', ['id', 'text', 'rating']],
  ['Tag', ['id', 'name']],
]);
const columnsOfEntities = new Set(
  'summary status views likes price publishedAt meta keywords authorId editorId categoryId active companyId bossId parentId hidden writtenAt postId'.split(
    ' ',
  ),
);

/** The value with sorted keys, and decimals without the zeros at their end: equal for what means the same. */
export function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'string') return /^-?\d+\.\d+$/.test(value) ? value.replace(/\.?0+$/, '') : value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, comparable((value as Record<string, unknown>)[name])]));
}

/** One row per line. */
export function shown(value: unknown): string {
  if (!Array.isArray(value)) return textOf(value, 0);
  if (value.length === 0) return '// no rows';
  const line = `[${value.map((item) => flat(item)).join(', ')}]`;
  if (value.every((item) => typeof item !== 'object' || item === null) && line.length <= longestLine) return line;
  return value.map((item) => textOf(item, 0)).join('\n');
}

/** In one line if it fits. */
function textOf(value: unknown, depth: number): string {
  const line = flat(value);
  if (depth * 2 + line.length <= longestLine || typeof value !== 'object' || value === null) return line;
  const [inner, outer] = ['  '.repeat(depth + 1), '  '.repeat(depth)];
  if (Array.isArray(value)) return `[\n${value.map((item) => `${inner}${textOf(item, depth + 1)},\n`).join('')}${outer}]`;
  const members = membersOf(value).map(([name, member]) => `${inner}${name}: ${textOf(member, depth + 1)},\n`);
  return `${classOf(value)}{\n${members.join('')}${outer}}`;
}

function flat(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Date) return `Date ${value.toISOString().replace(/\.000Z$/, 'Z')}`;
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = membersOf(value).map(([name, member]) => `${name}: ${flat(member)}`);
  return `${classOf(value)}{ ${members.join(', ')} }`;
}

function classOf(value: object): string {
  const { name } = value.constructor;
  return name === 'Object' ? '' : `${name} `;
}

function membersOf(value: object): [string, unknown][] {
  const names = namesOfEntities.get(value.constructor.name);
  const members = Object.entries(value);
  if (!names) return members;
  const rest = members.filter(([name]) => !names.includes(name) && !columnsOfEntities.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...names.map((name): [string, unknown] => [name, (value as Record<string, unknown>)[name]]), ...rest];
}
