// Where the registry's steps note what is wrong with entities, so that all of it is said at once.
import type { ConfigurationProblem } from '../error/configuration-error.js';

/** Notes one thing that is wrong. */
export type Report = (problem: ConfigurationProblem) => void;
