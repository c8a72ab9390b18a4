// mysql2 with `execute`: the raw yardstick of MySQL and MariaDB.
import { openMysql2 } from '../../clients/mysql2.mjs';
import { rawRelations } from '../raw.mjs';

const dialect = {
  quote: (name) => `\`${name}\``,
  mark: () => '?',
  among: (keys) => ({ test: `IN (${keys.map(() => '?').join(', ')})`, values: keys }),
  /** Booleans are small integers here. */
  finish(row) {
    if (row.isPublished !== undefined) row.isPublished = row.isPublished === 1;
  },
};

export const mysql2 = {
  name: 'mysql2',
  databases: ['mysql'],
  async open({ url }) {
    const { rows, close } = await openMysql2(url);
    return { ...rawRelations({ rows, dialect }), close };
  },
};
