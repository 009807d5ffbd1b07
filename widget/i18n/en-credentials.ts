import type { CredentialMessages } from './credential-messages.js';

/** The English words of the form of credential fields. */
export const enCredentials: CredentialMessages = {
  language: 'en',
  direction: 'ltr',

  credentials: {
    title: '{bank} asks:',
    intro: 'What you enter is passed on to {bank} and not stored.',
    required: 'Please fill in this field.',
    chooseOne: 'Please choose one.',
    choose: 'Choose…',
    showPassword: 'Show',
    hidePassword: 'Hide',
    submit: 'Continue',
    cardNumber: 'This looks like a full card number. If {bank} really needs it, press the button again.',
    cardNumberField: 'A card number is unusual here. Stop if you are in doubt.',
    refused: {
      title: 'Do not enter this',
      body: 'The security code, expiry date or PIN of a payment card is never needed here. Please choose another way or contact {bank}.',
    },
    problems: {
      notAccepted: {
        title: '{bank} asks again',
        body: 'Perhaps a typing mistake or an old code. Please try again.',
      },
      notReached: {
        title: 'This was not sent',
        body: 'Check your internet connection and try again.',
      },
      notSent: { title: 'This was not sent', body: 'The mistake is on our side. Please try again.' },
    },
    cardSecret: 'Never enter the security code, expiry date or PIN of a payment card here.',
    answer: 'Your answer',
    image: 'Picture from {bank} to scan with app or reader',
    enlarge: 'Enlarge',
    reduce: 'Reduce',
    zoom: 'Size of the picture',
    imageBroken: 'This cannot be shown. Please go back and try again.',
  },

  flicker: {
    label: 'Flickering code',
    hint: 'Insert your card into the TAN reader, press its flicker key and hold it to the marks.',
    start: 'Start flickering',
    stop: 'Stop flickering',
    size: 'Size',
    speed: 'Speed',
    manual: 'Enter the code by hand',
    manualStart: 'Start code',
    manualData: 'Data {number}',
    broken: 'This code is damaged. Please go back and try again.',
  },
};
