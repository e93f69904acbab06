/**
 * What a lab is: the scenarios that a submission is graded with, and the properties that are judged at every event
 * of each of them.
 *
 * @module
 */
import type { LabId } from '../../skeleton/contract/index.ts';
import type { Property } from '../checkers/property.ts';
import type { Scenario } from './scenario.ts';

export interface Lab {
  readonly id: LabId;
  /** What the lab builds: `Leader election`. */
  readonly title: string;
  /** The properties that hold in this lab. Durability, for one, is not asked for before lab 2C. */
  readonly properties: readonly Property[];
  /**
   * The scenarios, of this lab and of those before it, that everything else in this lab builds on. When one of them fails
   * with every seed, the others are not judged.
   */
  readonly basis: readonly string[];
  /** In the order in which they are run and shown. Their points add up to 100. */
  readonly scenarios: readonly Scenario[];
}
