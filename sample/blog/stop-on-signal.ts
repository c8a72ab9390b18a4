// Ends the app on Ctrl-C or SIGTERM: what was asked is answered, then nothing keeps the process alive.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';

const signals = ['SIGINT', 'SIGTERM'] as const;
const step = 50;

/** The signal may come twice, from the terminal and from npm: the second one finds the app on its way out. */
export function stopOnSignal(app: INestApplication): void {
  let stopping: Promise<void> | undefined;
  const begin = (): void => {
    stopping ??= stop(app);
  };
  for (const signal of signals) process.on(signal, begin);
}

async function stop(app: INestApplication): Promise<void> {
  try {
    await answerAll(app.getHttpServer() as Server);
    await app.close();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}

/** Takes no new connections, answers the requests of those that there are, and ends when the last one is closed. */
async function answerAll(server: Server): Promise<void> {
  await untilAccepted(server);
  // Clients learn from the answer that no further request may follow on its connection.
  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => response.setHeader('Connection', 'close'));
  // The `close` of HTTP would cut connections at once whose request has not been read yet.
  const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
  const sweep = setInterval(() => server.closeIdleConnections(), step);
  await closed;
  clearInterval(sweep);
}

/** Connections that wait in line would be refused: they are taken first, for at most a second. */
async function untilAccepted(server: Server): Promise<void> {
  let connections = 0;
  server.on('connection', () => (connections += 1));
  const end = Date.now() + 1_000;
  for (let seen = -1; seen !== connections && Date.now() < end;) {
    seen = connections;
    await pause(step);
  }
}
