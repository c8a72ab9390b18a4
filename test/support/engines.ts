// An engine on a test database, without the planner: its plans are made by hand.
import { Engine } from '../../lib/engine/engine.js';
import { Link } from '../../lib/engine/link.js';
import { Bridge } from '../../lib/native/bridge.js';
import { Observer } from '../../lib/observe/observer.js';
import type { Planner } from '../../lib/plan/planner.js';
import { mode } from '../../lib/wire/tags.js';

/** Opens an engine; close it with `closeEngine`. */
export function openEngine(url: string, options: { readonly pool?: { readonly max: number } } = {}): Engine {
  const link = new Link(Bridge.shared(), { url, ...options });
  return new Engine({ planner: undefined as unknown as Planner, link, observer: new Observer({ dataSource: 'test' }) });
}

export async function closeEngine({ link }: Engine): Promise<void> {
  await link.control(link.handle, mode.close, 0, [5_000]);
  link.release();
}
