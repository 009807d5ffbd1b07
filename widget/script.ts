/** What a script tag loads: everything in one file, registered at once, with the companion server where it came from. */
import { allIsWell } from './script-guard.js';
import './define.js';
import { BankConnect } from './bank-connect.js';
import { scriptOrigin } from './server-origin.js';

BankConnect.defaultServer = scriptOrigin(import.meta.url);
allIsWell();
