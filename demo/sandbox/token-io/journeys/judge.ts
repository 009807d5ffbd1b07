import type { Journey } from './journey.js';

/** A stage that asks for values: of a token request or of a payment. */
export interface Question {
  readonly fields: readonly { readonly id?: string; readonly options?: readonly string[] }[];
  readonly right?: Readonly<Record<string, readonly string[]>>;
  readonly decline?: { readonly field: string; readonly value: string };
}

/** What the submitted values are worth at a stage. */
export type Verdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly ids: readonly string[] }
  | { readonly kind: 'missing'; readonly ids: readonly string[] }
  | { readonly kind: 'not-an-option'; readonly id: string }
  | { readonly kind: 'declined' };

/** Ids of the fields that take a value. */
const answerable = (stage: Question): readonly { readonly id: string; readonly options?: readonly string[] }[] =>
  stage.fields.flatMap(({ id, options }) => (id === undefined ? [] : [{ id, ...(options && { options }) }]));

/** Values of earlier stages may be sent again; they are not looked at. */
export const judge = (stage: Question, credentials: Readonly<Record<string, string>>): Verdict => {
  const fields = answerable(stage);
  const absent = fields.filter(({ id }) => !credentials[id]);
  if (absent.length > 0) return { kind: 'missing', ids: absent.map(({ id }) => id) };
  const stray = fields.find(({ id, options }) => options && !options.includes(credentials[id] ?? ''));
  if (stray !== undefined) return { kind: 'not-an-option', id: stray.id };
  if (stage.decline !== undefined && credentials[stage.decline.field] === stage.decline.value) {
    return { kind: 'declined' };
  }
  const wrong = fields.filter(({ id }) => stage.right?.[id]?.includes(credentials[id] ?? '') === false);
  return wrong.length > 0 ? { kind: 'wrong', ids: wrong.map(({ id }) => id) } : { kind: 'right' };
};

/** Every credential id that the journey may ask for. */
export const credentialIds = (journey: Journey): ReadonlySet<string> => {
  const stages = journey.first ? [journey.first, ...journey.stages] : journey.stages;
  const fields = stages.flatMap((stage) => (stage.kind === 'fields' ? answerable(stage) : []));
  return new Set(fields.map(({ id }) => id));
};
