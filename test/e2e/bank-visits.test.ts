import { visitAll } from './bank-visits.js';

visitAll('popup');
