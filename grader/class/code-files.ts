/**
 * Which files of a submission are code, how much of it there may be, and when nobody but the machine is to blame.
 *
 * @module
 */
import { extname } from 'node:path';

/** A Raft has some ten thousand bytes. */
export const BYTES_MAX = 4_000_000;
export const ENTRIES_MAX = 20_000;

const TEXTS = new Set(['.ts', '.mts', '.js', '.mjs']);

/** Whether a grade may depend on a file. */
export function isCode(name: string): boolean {
  return isText(name) || extname(name) === '.json';
}

/** Whether a file must be text. */
export function isText(name: string): boolean {
  return TEXTS.has(extname(name));
}

/** Folders that are installed or hidden: a submission may hold them, and no grade depends on them. */
export function isPassedOver(folder: string): boolean {
  return folder === 'node_modules' || folder === '.git' || folder === '__MACOSX';
}

const MACHINE = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM', 'EIO']);

/** Whether files could not be read or written for a reason that no submission can bring about. */
export function isMachineFault(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && MACHINE.has(error.code);
}
