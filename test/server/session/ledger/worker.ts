import { runLedger } from './flows.js';

/** A process of its own: the test runner watches every promise of its own, and these are millions. */
process.send?.(await runLedger(Number(process.argv[2]), Number(process.argv[3])));
process.disconnect();
