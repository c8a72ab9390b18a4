// Ends the app on Ctrl-C or SIGTERM: what was asked is answered, then nothing keeps the process alive.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const signals = ['SIGINT', 'SIGTERM'] as const;
const step = 50;
/** After so many milliseconds without a new connection none waits in line, for whoever has asked waits for an answer. */
const quiet = 60;
/** How long an idle connection may still bring a request that its client has sent already, in milliseconds. */
const grace = 300;

/**
 * Call it before the app listens.
 *
 * The signal may come twice, from the terminal and from npm: the second one finds the app on its way out.
 */
export function stopOnSignal(app: INestApplication): void {
  const server = app.getHttpServer() as Server;
  const unanswered = trackUnanswered(server);
  let stopping: Promise<void> | undefined;
  const begin = (): void => {
    stopping ??= stop(app, server, unanswered);
  };
  for (const signal of signals) process.on(signal, begin);
}

function trackUnanswered(server: Server): ReadonlySet<ServerResponse> {
  const unanswered = new Set<ServerResponse>();
  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
  });
  return unanswered;
}

async function stop(app: INestApplication, server: Server, unanswered: ReadonlySet<ServerResponse>): Promise<void> {
  try {
    await answerAll(server, unanswered);
    await app.close();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}

/** Takes no new connections, answers the requests of those that there are, and ends when the last one is closed. */
async function answerAll(server: Server, unanswered: ReadonlySet<ServerResponse>): Promise<void> {
  const release = holdRequests(server);
  await untilAccepted(server);
  // The `close` of HTTP would cut connections at once whose request has not been read yet.
  const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
  // Clients learn from the answer that no further request may follow on its connection.
  for (const response of unanswered) closeAfter(response);
  release((_, response) => closeAfter(response));
  await Promise.race([closed, pause(grace)]);
  // `setImmediate` runs after what has arrived was read: a connection with a request is not idle then.
  const sweep = setInterval(() => setImmediate(() => server.closeIdleConnections()), step);
  await closed;
  clearInterval(sweep);
}

/** Requests wait until the returned function is called, which has `first` see them first: clients that wait, too, open no further connections. */
function holdRequests(server: Server): (first: Listener) => void {
  const listeners = server.listeners('request') as Listener[];
  const held: Parameters<Listener>[] = [];
  server.removeAllListeners('request');
  server.on('request', (...request) => held.push(request));
  return (first) => {
    server.removeAllListeners('request');
    for (const listener of [first, ...listeners]) server.on('request', listener);
    for (const request of held) server.emit('request', ...request);
  };
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

/** Connections that wait in line would be cut: they are taken first, for at most a second. */
async function untilAccepted(server: Server): Promise<void> {
  let connections = 0;
  server.on('connection', () => (connections += 1));
  const end = Date.now() + 1_000;
  for (let seen = -1; seen !== connections && Date.now() < end;) {
    seen = connections;
    await pause(quiet);
  }
}
