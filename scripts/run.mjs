// Runs commands for the other scripts and tells how they ended.
import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/**
 * Runs a command and resolves to `{ code, output }`.
 * With `shows: true` its output also appears at once, with `shows: false` it is only kept.
 */
export function run(command, args, { env = {}, cwd = root, shows = true } = {}) {
  return new Promise((settle) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    const keep = (target) => (chunk) => {
      chunks.push(chunk);
      if (shows) target.write(chunk);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.on('error', (error) => settle({ code: 127, output: `${command}: ${error.message}\n` }));
    child.on('close', (code, signal) => settle({ code: signal ? 1 : code, output: Buffer.concat(chunks).toString() }));
  });
}

/** Runs a command that must succeed; otherwise prints what it said and ends the process with its exit code. */
export async function mustRun(title, command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  if (options.shows === false) process.stderr.write(output);
  console.error(`${title} failed (exit code ${code}): ${[command, ...args].join(' ')}`);
  process.exit(code);
}
