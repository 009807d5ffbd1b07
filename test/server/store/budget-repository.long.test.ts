import { onEachEngine } from '../../support/engines.js';
import { isSpentOnce } from './budget-kit.js';

onEachEngine('the daily budget', (engine) => isSpentOnce(engine, 1_000));
