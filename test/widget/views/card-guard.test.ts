import { expect } from '@open-wc/testing';
import { asksForCardNumber, asksForCardSecret, looksLikeCardNumber } from '../../../widget/views/card-guard.js';

describe('asksForCardSecret', () => {
  for (const text of [
    'Enter the CVV on the back of your card',
    'CVC2',
    'cvv:',
    'Card verification code',
    'Security code of your card',
    'Card PIN',
    'PIN of your debit card',
    'Please enter your ATM card PIN',
    'Expiry date',
    'card expiration',
    'Valid thru (MM/YY)',
    'Kartenprüfnummer',
    'KARTEN-PIN',
    'PIN Ihrer Karte',
    'Gültig bis',
    'Cryptogramme visuel',
    'Code de sécurité de la carte',
    "Date d'expiration",
    'Código de seguridad de la tarjeta',
    'Fecha de caducidad',
    'Codice di sicurezza della carta',
    'Pincode van uw kaart',
    'Ｃ Ｖ Ｖ'.replaceAll(' ', ''),
  ]) {
    it(`refuses “${text}”`, () => {
      expect(asksForCardSecret(text)).to.equal(true);
    });
  }

  for (const text of [
    'Online banking PIN',
    'PIN',
    'Login name',
    'Passwort',
    'smsTAN',
    'Security question: first pet',
    'Enter the code that your card reader shows',
    'Personal identification number for online banking',
    'Date of birth',
    'Memorable word',
    'Discovery code',
    'Code affiché par votre lecteur de carte',
    'Security code from your card reader',
    'Press PIN on your card reader',
    'Karte einstecken und PIN am Leser eingeben',
  ]) {
    it(`leaves “${text}” alone`, () => {
      expect(asksForCardSecret(text)).to.equal(false);
    });
  }
});

describe('asksForCardNumber', () => {
  for (const text of [
    'Card number',
    'Kartennummer',
    'Numéro de carte',
    'Número de tarjeta',
    'Kaartnummer',
    'Card no.',
  ]) {
    it(`warns about “${text}”`, () => {
      expect(asksForCardNumber(text)).to.equal(true);
    });
  }

  for (const text of ['Account number', 'Customer number', 'Number shown by your card reader']) {
    it(`leaves “${text}” alone`, () => {
      expect(asksForCardNumber(text)).to.equal(false);
    });
  }
});

describe('looksLikeCardNumber', () => {
  for (const value of ['4111111111111111', '4111 1111 1111 1111', '5555-5555-5555-4444', '378282246310005']) {
    it(`knows ${value}`, () => {
      expect(looksLikeCardNumber(value)).to.equal(true);
    });
  }

  for (const value of [
    '4111111111111112',
    '123456',
    'DE89370400440532013000',
    '0000000000000000',
    '411111111111',
    '',
  ]) {
    it(`leaves “${value}” alone`, () => {
      expect(looksLikeCardNumber(value)).to.equal(false);
    });
  }
});
