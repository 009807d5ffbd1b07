import { agree } from './ledger/kit.js';

agree({ flows: 150, made: 38, ways: 4 });
