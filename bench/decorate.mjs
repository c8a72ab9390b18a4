// Declares an entity of Oxyde with decorators called by hand, so that no compiler is needed.
import { Entity } from '../dist/esm/lib/index.js';

export function decorate(entity, table, properties) {
  for (const [name, decorator] of Object.entries(properties)) decorator(entity.prototype, name);
  Entity({ table })(entity);
}
