import { visitAll } from './bank-visits.js';

visitAll('popup', ['completed', 'access_denied']);
