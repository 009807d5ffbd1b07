import type { z } from 'zod';
import type { FieldFault } from '../../contract/errors.js';
import { ApiError } from '../errors.js';

const maxFaults = 20;
const maxPathLength = 100;

/** Holds input to its schema; `invalid_request` names every fault by path, never by value. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ApiError('invalid_request', { fields: faultsOf(result.error) });
}

function faultsOf(error: z.ZodError): FieldFault[] {
  const faults = error.issues.flatMap((issue): FieldFault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: 'This field is not known.' }));
    }
    return [{ path: pathText(issue.path), message: issue.message }];
  });
  return faults.slice(0, maxFaults);
}

const pathText = (path: readonly PropertyKey[]) => path.map(String).join('.').slice(0, maxPathLength);
