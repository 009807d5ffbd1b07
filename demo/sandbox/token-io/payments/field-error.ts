import { ApiError } from '../errors.js';

/** `Field.…` codes of sheet §4.3. */
export type FieldFault = 'NotUnique' | 'Expected' | 'InvalidFormat' | 'Invalid';

/** The refusal of one field of an order. */
export const fieldError = (fault: FieldFault, path: string, message: string): ApiError =>
  new ApiError('INVALID_ARGUMENT', `${path}: ${message}`, { named: { errorCode: `Field.${fault}`, paths: [path] } });

export const expected = (path: string): ApiError => fieldError('Expected', path, 'required');

export const bankError = (code: 'FeatureNotSupported' | 'RegistrationNotFound', bankId: string): ApiError =>
  new ApiError('INVALID_ARGUMENT', `Bank ${bankId}: ${code}`, { named: { errorCode: `Bank.${code}`, bankId } });
