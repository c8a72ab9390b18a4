// Which database servers tests use, and whether they answer.
import { connect } from 'node:net';

export const servers = [
  { name: 'PostgreSQL', variable: 'OXYDE_TEST_POSTGRES_URL', url: 'postgres://postgres@127.0.0.1:5432', service: 'postgres' },
  { name: 'MySQL or MariaDB', variable: 'OXYDE_TEST_MYSQL_URL', url: 'mysql://root@127.0.0.1:3306', service: 'mariadb' },
];

const defaultPorts = { 'postgres:': 5432, 'postgresql:': 5432, 'mysql:': 3306, 'mariadb:': 3306 };

/** Whether something accepts TCP connections at the address of a database URL. */
export function answers(url, milliseconds = 2_000) {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((settle) => {
    const socket = connect({ host: hostname, port: Number(port) || defaultPorts[protocol] });
    const end = (isUp) => {
      socket.destroy();
      settle(isUp);
    };
    socket.setTimeout(milliseconds, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** The servers with their URL in use and whether they answer; an empty variable leaves a server out on purpose. */
export function probeServers() {
  return Promise.all(
    servers.map(async (server) => {
      const url = process.env[server.variable] ?? server.url;
      return { ...server, url, isUp: url !== '' && (await answers(url)) };
    }),
  );
}
