// Starts the compiled blog as a program of its own, as `npm start` does.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from '../support/house.js';

/** A running blog. */
export interface Blog {
  readonly address: string;
  /** What the program has printed. */
  output(): string;
  /** Settles when the program has ended, with its exit code or the signal that killed it. */
  readonly exit: Promise<number | string>;
  /** Presses Ctrl-C, perhaps twice, and waits for the end. */
  stop(options?: { readonly signals?: number }): Promise<number | string>;
}

/** Builds both halves of TypeScript, as far as sources have changed. */
export async function compileSample(): Promise<void> {
  const build = (await import(join(root, 'scripts/build.mjs'))) as { ensureBuilt(): Promise<void> };
  await build.ensureBuilt();
  const tsc = spawn(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.sample.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = (await once(tsc, 'exit')) as [number];
  if (code !== 0) throw new Error('The sample does not compile.');
}

export async function startBlog(url: string, options: { readonly port?: string; readonly expectsStart?: boolean } = {}): Promise<Blog> {
  const { port = String(await freePort()), expectsStart = true } = options;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, 'dist/sample/blog/main.js')], {
    cwd: root,
    env: { ...env, DATABASE_URL: url, PORT: port },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exit = exitOf(child);
  const address = `http://localhost:${port}`;
  if (expectsStart) await untilStarted(() => text, exit);
  return { address, output: () => text, exit, stop: ({ signals = 1 } = {}) => stop(child, exit, signals) };
}

/** A request whose way can be followed: `sent` when the operating system has it, `status` when its answer has been read. */
export function sendRequest(url: string): { readonly sent: Promise<void>; readonly status: Promise<number | undefined> } {
  const request = get(url);
  const status = new Promise<number | undefined>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)));
  });
  const sent = new Promise<void>((resolve) => {
    request.on('socket', (socket) => socket.on('connect', () => setImmediate(resolve)));
  });
  return { sent, status };
}

async function exitOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal ?? 'unknown';
}

async function untilStarted(output: () => string, exit: Promise<number | string>): Promise<void> {
  let ended: number | string | undefined;
  void exit.then((code) => (ended = code));
  while (!output().includes('/docs')) {
    if (ended !== undefined) throw new Error(`The blog ended with ${ended}: ${output()}`);
    await pause(20);
  }
}

async function stop(child: ChildProcess, exit: Promise<number | string>, signals: number): Promise<number | string> {
  for (let sent = 0; sent < signals; sent += 1) {
    child.kill('SIGINT');
    await pause(5);
  }
  return exit;
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
