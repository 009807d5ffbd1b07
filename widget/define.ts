/** Registers `<bank-connect>` and the elements it is made of; the later steps are a file of their own. */
import { BankConnect } from './bank-connect.js';
import { registerBankConnect } from './register.js';

BankConnect.importSteps = async () => (await import('./steps.js')).steps;
registerBankConnect();
