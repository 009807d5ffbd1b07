import { onEachEngine } from '../../support/engines.js';
import { isThereOnce } from './migrate-kit.js';

onEachEngine('the schema', (engine) => isThereOnce(engine, 4));
