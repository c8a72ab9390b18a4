// Ends the app on Ctrl-C or SIGTERM: what was asked is answered, then nothing keeps the process alive.
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** The signal may come twice, from the terminal and from npm: the second one finds the app on its way out. */
export function stopOnSignal(app: INestApplication): void {
  let closing: Promise<void> | undefined;
  const stop = (): void => {
    closing ??= close(app);
  };
  for (const signal of signals) process.on(signal, stop);
}

/** Milliseconds in which requests that are on their way arrive: a connection without a request is cut when the server closes. */
const grace = 100;

async function close(app: INestApplication): Promise<void> {
  await pause(grace);
  const server = app.getHttpServer() as Server;
  // A connection that is kept alive would hold the server open until its client goes away.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  try {
    await app.close();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    clearInterval(sweep);
  }
}
