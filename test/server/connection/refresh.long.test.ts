import { onEachEngine } from '../../support/engines.js';
import { isOneForAll } from './refresh-kit.js';

onEachEngine('the refresh of a grant', (engine) => isOneForAll(engine, 1_000));
