import type { FieldFault } from '../contract/errors.js';
import type { CredentialField } from '../contract/fields.js';

/** What is wrong with the answers to a set of fields. Names fields, never values. */
export function answerFaults(
  fields: readonly CredentialField[],
  values: Readonly<Record<string, string>>,
): readonly FieldFault[] {
  const asked = new Map(fields.filter(takesAnswer).map((field) => [field.id, field]));
  const faults: FieldFault[] = [];
  for (const id of Object.keys(values)) {
    if (!asked.has(id)) faults.push({ path: `values.${id}`, message: 'This field was not asked for.' });
  }
  for (const [id, field] of asked) {
    const value = Object.hasOwn(values, id) ? values[id] : undefined;
    if (value === undefined || value === '') {
      faults.push({ path: `values.${id}`, message: 'An answer is needed.' });
    } else if ('options' in field && !field.options.some((option) => option.value === value)) {
      faults.push({ path: `values.${id}`, message: 'Use the value of one of the options.' });
    }
  }
  return faults;
}

function takesAnswer(field: CredentialField): boolean {
  if (field.kind === 'message') return false;
  return 'answerable' in field ? field.answerable : true;
}
