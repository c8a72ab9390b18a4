// Runs once before all tests: finds the database servers and says which tests are left out without them.
import { probeServers } from './servers.mjs';

export default async function findDatabases() {
  const found = await probeServers();
  const missing = found.filter(({ isUp }) => !isUp);
  // Workers inherit the environment: an empty URL means "left out".
  for (const { variable, url, isUp } of found) process.env[variable] = isUp ? url : '';
  if (missing.length === 0) return;
  const lines = missing.map(
    ({ name, variable, service }) =>
      `${name} does not answer: its tests are left out. Set ${variable} or run: docker compose up -d ${service}`,
  );
  if (process.env.CI) throw new Error(`Under CI every database must be there.\n${lines.join('\n')}`);
  console.warn(`\n${lines.join('\n')}`);
}
