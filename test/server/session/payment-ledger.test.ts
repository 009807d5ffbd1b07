import { agree } from './ledger/kit.js';

agree({ flows: 40, atOnce: 4, made: 5, ways: 2 });
