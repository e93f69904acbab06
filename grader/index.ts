/**
 * The engine's one public door: what a lab may use.
 *
 * @module
 */
export type { Model, Operation } from './checkers/history.ts';
export { durability, safetyProperties } from './checkers/index.ts';
export { checkLinearizable, type Linearizability } from './checkers/linearizability.ts';
export type { Misfit } from './checkers/linearization.ts';
export type { Judge, Property, Rule } from './checkers/property.ts';
export {
  type FailedRun,
  type LoadedSubmission,
  loadSubmission,
  playScenario,
  type ScenarioOutcome,
} from './run/in-process.ts';
export type { Lab } from './run/lab.ts';
export type * from './run/scenario.ts';
export { follow, type Schedule, type ScheduleStep } from './run/schedule.ts';
export { serve } from './run/worker.ts';
export type * from './trace/event.ts';
