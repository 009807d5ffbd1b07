import { failures, visitAll } from './bank-visits.js';

visitAll('popup', ['authorisation_expired', 'bank_unavailable']);
visitAll('tab', ['completed', ...failures]);
