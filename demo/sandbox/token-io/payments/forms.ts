import { OTP, PIN, TAN, USERNAME } from '../journeys/fields.js';
import { hhdChallenge } from '../pictures/hhd.js';
import { phototanBase64 } from '../pictures/phototan.js';
import type { FormStage, RequiredField } from './journey.js';

const username: RequiredField = { type: 'FIELD', id: 'username', displayName: 'Username' };
const pin: RequiredField = { type: 'PASSWORD', id: 'pin', displayName: 'PIN' };
/** Numeric ids occur in the documents. */
const otp: RequiredField = {
  type: 'FIELD',
  id: '4711',
  displayName: 'One-time passcode',
  additionalInformation: 'Six digits',
};
const tan: RequiredField = { type: 'FIELD', id: 'tan', displayName: 'TAN' };

export const usernameForm: FormStage = { kind: 'form', fields: [username], right: { username: [USERNAME] } };

export const usernameAndPinForm: FormStage = {
  kind: 'form',
  fields: [username, pin],
  right: { username: [USERNAME], pin: [PIN] },
};

export const methodForm: FormStage = {
  kind: 'form',
  fields: [
    {
      type: 'CHOICE_FIELD',
      id: 'scaMethod',
      displayName: 'How do you want to confirm?',
      options: ['SMS', 'Phone call'],
    },
  ],
};

export const otpForm: FormStage = {
  kind: 'form',
  description: 'Enter the passcode that your bank has sent to you.',
  fields: [otp],
  right: { '4711': [OTP] },
};

export const pictureForm: FormStage = {
  kind: 'form',
  description: 'Scan the picture with your photoTAN app and enter the number that it shows.',
  image: phototanBase64('sim-image payment'),
  fields: [tan],
  right: { tan: [TAN] },
};

export const flickerForm: FormStage = {
  kind: 'form',
  description: 'Hold your card reader to the flickering picture and enter the TAN that it shows.',
  flickerCode: hhdChallenge({ startCode: '1049063', elements: ['9876543210', '12345678', '1,00'] }),
  fields: [tan],
  right: { tan: [TAN] },
};

export const confirmForm: FormStage = {
  kind: 'form',
  description: 'Do you want to make this payment?',
  fields: [{ type: 'CHOICE_FIELD', id: 'confirmation', displayName: 'Confirm', options: ['Confirm', 'Decline'] }],
  decline: { field: 'confirmation', value: 'Decline' },
};

export const oddForm: FormStage = {
  kind: 'form',
  fields: [{ type: 'VOICE_SAMPLE', id: 'voice', displayName: 'Code word', additionalInformation: 'Say or type it' }],
};
