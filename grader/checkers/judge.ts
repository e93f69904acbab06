/**
 * Runs properties over a trace: as it grows, or as a whole.
 *
 * @module
 */
import type { RunInfo, TraceEvent } from '../trace/event.ts';
import { contentOf } from './needs.ts';
import type { Judge, Property } from './property.ts';

/** A property that does not hold, and the event that shows it. */
export interface Violation {
  readonly property: Property;
  readonly event: TraceEvent;
  /** What is wrong, in one sentence: who, what, which term and index. */
  readonly text: string;
}

/** A property at work in one run. */
interface Watcher {
  readonly property: Property;
  readonly judge: Judge;
}

/**
 * Watches one run with several properties. The function that it returns must be called with every event of the run, in
 * order, and answers with the first violation; it must not be called any more after that.
 */
export function watchAll(
  properties: readonly Property[],
  run: RunInfo,
): (event: TraceEvent) => Violation | null {
  const watchers = properties.map((property) => ({ property, judge: property.watch(run) }));
  // A run has a few dozen kinds of events; who needs which is found out once.
  const byContent = new Map<number, readonly Watcher[]>();

  return (event) => {
    const content = contentOf(event);
    let called = byContent.get(content);
    if (called === undefined) {
      called = watchers.filter(
        ({ property: { needs } }) => needs === undefined || (needs & content) !== 0,
      );
      byContent.set(content, called);
    }
    for (let at = 0; at < called.length; at += 1) {
      const watcher = called[at];
      const text = watcher === undefined ? null : watcher.judge(event);
      if (watcher !== undefined && text !== null)
        return { property: watcher.property, event, text };
    }
    return null;
  };
}

/** Judges a recorded run: the first violation, or `null` when every property holds at every event. */
export function judge(
  run: RunInfo,
  events: Iterable<TraceEvent>,
  properties: readonly Property[],
): Violation | null {
  const watch = watchAll(properties, run);
  for (const event of events) {
    const violation = watch(event);
    if (violation !== null) return violation;
  }
  return null;
}
