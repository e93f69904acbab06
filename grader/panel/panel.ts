/**
 * The Rafts that a student's own scenarios are tried on in lab 2T: wrong ones, which they should expose, and right ones,
 * which they must not reject.
 *
 * A panel is plain data. It is made from the reference (`grader/exam/panel.ts`) and handed out as one file of minified
 * code, so that the source of the reference does not come along.
 *
 * @module
 */
import type { Bundle } from '../sandbox/bundle.ts';

/** One Raft of a panel. */
export interface PanelRaft {
  readonly id: string;
  readonly kind: 'right' | 'wrong';
  /** What is wrong with it, or what is unusual and right. */
  readonly story: string;
  readonly bundle: Bundle;
}

/** All of them, the right ones first. */
export interface Panel {
  readonly version: 1;
  readonly rafts: readonly PanelRaft[];
}

/** The text of a file with a panel. */
export function panelText(panel: Panel): string {
  return `${JSON.stringify(panel)}\n`;
}

/** Reads such a file; `null` when it is no panel of this version. */
export function readPanel(text: string): Panel | null {
  try {
    const panel: unknown = JSON.parse(text);
    return isPanel(panel) ? panel : null;
  } catch {
    return null;
  }
}

function isPanel(value: unknown): value is Panel {
  if (typeof value !== 'object' || value === null) return false;
  const { version, rafts } = value as Partial<Panel>;
  return version === 1 && Array.isArray(rafts) && rafts.length > 0;
}
