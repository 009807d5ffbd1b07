import { hhdChallenge } from '../pictures/hhd.js';
import { phototanBase64 } from '../pictures/phototan.js';
import { askOtp, TAN, usernameAndPin, usernameOnly } from './fields.js';
import type { FieldsStage, WireField } from './journey.js';
import type { TestBank } from './test-bank.js';

const askTan = (challenge: WireField, label: string): FieldsStage => ({
  kind: 'fields',
  fields: [challenge, { id: 'tan', displayName: label, type: 'FIELD' }],
  right: { tan: [TAN] },
  onWrong: 'again',
});

const chooseMethod: FieldsStage = {
  kind: 'fields',
  fields: [
    {
      id: 'scaMethod',
      displayName: 'How do you want to confirm?',
      options: ['SMS', 'Phone call'],
      type: 'FIELD',
    },
  ],
  onWrong: 'again',
};

const confirm: FieldsStage = {
  kind: 'fields',
  fields: [
    {
      id: 'confirmation',
      displayName: 'Confirm access',
      description: 'Do you allow access to your accounts, balances and transactions?',
      options: ['Confirm', 'Decline'],
      type: 'CONFIRMATION',
    },
  ],
  onWrong: 'fail',
  decline: { field: 'confirmation', value: 'Decline' },
};

const photo: WireField = {
  displayName: 'photoTAN',
  description: 'Scan the picture with your photoTAN app and enter the number that it shows.',
  type: 'IMAGE',
  image: phototanBase64('sim-image'),
};

const flicker: WireField = {
  displayName: 'chipTAN',
  description: 'Hold your card reader to the flickering picture and enter the TAN that it shows.',
  type: 'FLICKER',
  flickerCode: hhdChallenge({ startCode: '1049063', elements: ['9876543210', '12345678', '1,00'] }),
};

/** Banks whose steps are fields on the TPP's own page. */
export const embeddedBanks: readonly TestBank[] = [
  {
    id: 'sim-embedded-1',
    name: 'Test Bank Password',
    scaMethods: ['EMBEDDED_SINGLE_STEP'],
    journey: { first: usernameAndPin, stages: [] },
  },
  {
    id: 'sim-embedded-n',
    name: 'Test Bank Password and OTP',
    scaMethods: ['EMBEDDED_MULTI_STEP'],
    shapes: { credentialFields: 'object' },
    journey: { first: usernameAndPin, stages: [chooseMethod, askOtp()] },
  },
  {
    id: 'sim-embedded-otp-error',
    name: 'Test Bank Wrong OTP is an Error',
    scaMethods: ['EMBEDDED_MULTI_STEP'],
    journey: { first: usernameOnly, stages: [askOtp('error')] },
  },
  {
    id: 'sim-image',
    name: 'Test Bank photoTAN Picture',
    scaMethods: ['EMBEDDED_MULTI_STEP'],
    journey: { first: usernameOnly, stages: [askTan(photo, 'photoTAN')] },
  },
  {
    id: 'sim-flicker',
    name: 'Test Bank chipTAN Flicker Code',
    scaMethods: ['EMBEDDED_MULTI_STEP'],
    shapes: { credentialFields: 'object' },
    journey: { first: usernameOnly, stages: [askTan(flicker, 'chipTAN')] },
  },
  {
    id: 'sim-confirm',
    name: 'Test Bank Confirmation',
    scaMethods: ['CONFIRMATION_PAGE'],
    journey: { stages: [confirm] },
  },
  {
    id: 'sim-webapp-credentials',
    name: 'Test Bank Password on Hosted Page',
    scaMethods: ['EMBEDDED_MULTI_STEP'],
    journey: { first: usernameAndPin, stages: [askOtp()], hostedCredentialsOnly: true },
  },
];
