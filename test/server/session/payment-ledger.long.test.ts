import { agree } from './ledger/kit.js';

agree({ flows: 150, atOnce: 40, made: 38, ways: 4 });
