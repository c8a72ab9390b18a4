// node-postgres with named statements: the raw yardstick of PostgreSQL.
import { openPg } from '../../clients/pg.mjs';
import { rawRelations } from '../raw.mjs';

const dialect = {
  quote: (name) => `"${name}"`,
  mark: (number) => `$${number}`,
  among: (keys) => ({ test: '= ANY($1)', values: [keys] }),
};

export const pg = {
  name: 'pg',
  databases: ['postgres'],
  open({ url }) {
    const { rows, close } = openPg(url);
    return { ...rawRelations({ rows, dialect }), close };
  },
};
