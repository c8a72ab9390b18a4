// Runs the blog: DATABASE_URL chooses its database, PORT its port (3000).
import 'reflect-metadata';
import { createApp } from './create-app.js';
import { stopOnSignal } from './stop-on-signal.js';

const port = Number(process.env.PORT || 3000);

async function main(): Promise<void> {
  const app = await createApp();
  stopOnSignal(app);
  try {
    await app.listen(port);
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port: bound } = app.getHttpServer().address() as { port: number };
  console.log(`The API of the blog: http://localhost:${bound} (begin with /posts)`);
  console.log(`Its OpenAPI page:    http://localhost:${bound}/docs`);
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  return isTaken
    ? `Port ${port} is taken. Stop the program that uses it, or choose another port: PORT=${port + 1} npm start`
    : error.message;
}

try {
  await main();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
