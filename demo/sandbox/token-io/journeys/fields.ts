import type { FieldsStage, WireField } from './journey.js';

/** What the test banks accept. */
export const USERNAME = 'user';
export const PIN = '1234';
export const OTP = '123456';
export const TAN = '654321';

export const username: WireField = { id: 'username', displayName: 'Username', type: 'FIELD' };
export const pin: WireField = { id: 'pin', displayName: 'PIN', type: 'PASSWORD' };
/** As documented: neither type nor displayName. */
export const otp: WireField = { id: 'otp', description: 'One-time passcode' };

export const usernameOnly: FieldsStage = {
  kind: 'fields',
  fields: [username],
  right: { username: [USERNAME] },
  onWrong: 'fail',
};

export const usernameAndPin: FieldsStage = {
  kind: 'fields',
  fields: [username, pin],
  right: { username: [USERNAME], pin: [PIN] },
  onWrong: 'fail',
};

export const askOtp = (onWrong: FieldsStage['onWrong'] = 'again'): FieldsStage => ({
  kind: 'fields',
  fields: [otp],
  right: { otp: [OTP] },
  onWrong,
});
