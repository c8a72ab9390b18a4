// What a chapter of the guide is made of: examples that are real queries.
import type { AnyQuery } from 'oxyde';
import type { Blog } from '../blog.js';

export interface Example {
  readonly title: string;
  /** One or two sentences. */
  readonly text: string;
  /** The body of the function is the code that the page shows. */
  readonly run: (blog: Blog) => AnyQuery<unknown> | Promise<unknown>;
}

export interface Chapter {
  readonly title: string;
  readonly text: string;
  readonly examples: readonly Example[];
}
