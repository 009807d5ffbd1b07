import type { Problem } from '../../../server/contract/errors.js';
import type { CredentialField } from '../../../server/contract/fields.js';
import { plainBank } from '../banks.js';
import { photo } from '../photo.js';
import { type GalleryState, submit } from './gallery-state.js';

const credentials = (
  name: string,
  fields: readonly CredentialField[],
  properties: Record<string, unknown> = {},
  after?: GalleryState['after'],
): GalleryState => ({
  name: `credentials: ${name}`,
  tag: 'bank-connect-credential-form',
  properties: { view: { bankName: plainBank.name, round: 1, fields }, ...properties },
  ...(after ? { after } : {}),
});

const login: readonly CredentialField[] = [
  { id: 'user', kind: 'text', label: 'Login name', help: 'The one you use for online banking' },
  { id: 'pin', kind: 'password', label: 'Online banking PIN' },
];

const refusedLogin: Problem = {
  code: 'authentication_failed',
  message: '',
  retryable: true,
  action: 'retry',
  traceId: '4f1c9a',
};

const options = (count: number): { value: string; label: string }[] =>
  ['SMS to •••• 4711', 'pushTAN on “Pixel 9”', 'chipTAN optical', 'photoTAN', 'chipTAN manual', 'Phone call', 'Letter']
    .slice(0, count)
    .map((label, index) => ({ value: String(index), label }));

/** The form of the credential frame. */
export const credentialStates: readonly GalleryState[] = [
  credentials('login', login),
  credentials('missing answers', login, {}, submit),
  credentials('not accepted', login, { problem: refusedLogin }),
  credentials('busy', login, { busy: true }),
  credentials('few choices', [{ id: 'm', kind: 'choice', label: 'How do you want to confirm?', options: options(3) }]),
  credentials('many choices', [{ id: 'm', kind: 'choice', label: 'How do you want to confirm?', options: options(7) }]),
  credentials('message and code', [
    { id: 'note', kind: 'message', label: 'We have sent a code to the phone number ending in 4711.' },
    { id: 'tan', kind: 'otp', label: 'smsTAN', help: '6 digits' },
  ]),
  credentials('confirmation', [
    {
      id: 'ok',
      kind: 'confirmation',
      label: 'Do you allow access to your accounts?',
      options: [
        { value: 'y', label: 'Allow' },
        { value: 'n', label: 'Do not allow' },
      ],
    },
  ]),
  credentials('photoTAN', [
    { id: 'p', kind: 'image', label: 'Scan this with your photoTAN app', image: photo, answerable: true },
  ]),
  credentials('broken picture', [
    { id: 'p', kind: 'image', label: 'Scan this', image: { ...photo, base64: 'AAAA' }, answerable: true },
  ]),
  credentials('chipTAN', [
    {
      id: 'f',
      kind: 'flicker',
      label: 'chipTAN optical',
      flickerCode: '039870110490631098765432100812345678041,00',
      answerable: false,
    },
    { id: 'tan', kind: 'otp', label: 'TAN' },
  ]),
  credentials('damaged chipTAN', [
    { id: 'f', kind: 'flicker', label: 'chipTAN optical', flickerCode: '0398701104906310987654321', answerable: true },
  ]),
  credentials('asks for a card secret', [{ id: 'c', kind: 'text', label: 'Enter the CVV on the back of your card' }]),
  credentials('asks for a card number', [{ id: 'c', kind: 'text', label: 'Card number' }]),
  credentials('hostile words', [
    { id: 'm', kind: 'message', label: '<img src=x onerror=alert(1)> اتصل بنا “1234” <b>now</b>' },
    { id: 'c', kind: 'text', label: 'W'.repeat(120), help: 'a'.repeat(280) },
  ]),
];
