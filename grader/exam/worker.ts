/**
 * A worker thread that lets one examinee after the other sit the labs.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { labs } from '../../labs/index.ts';
import { type Sitting, sit } from './sitting.ts';

parentPort?.on('message', (sitting: Sitting) => {
  parentPort?.postMessage(sit(sitting, labs));
});
