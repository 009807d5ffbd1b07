/** What a script tag loads: registers the element at once, with the companion server where the script came from. */
import { allIsWell } from './script-guard.js';
import { BankConnect } from './bank-connect.js';
import { pinnedSteps } from './pinned-steps.js';
import { registerBankConnect } from './register.js';
import { originOf } from './server-origin.js';

BankConnect.defaultServer = originOf(import.meta.url);
BankConnect.importSteps = pinnedSteps(import.meta.url);
registerBankConnect();
allIsWell();
