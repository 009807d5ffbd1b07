import { usernameOnly } from './fields.js';
import type { TestBank } from './test-bank.js';

/** Banks where the user approves on another device: the phone page of the sandbox. */
export const decoupledBanks: readonly TestBank[] = [
  {
    id: 'sim-decoupled',
    name: 'Test Bank App Approval',
    scaMethods: ['DECOUPLED'],
    journey: {
      first: usernameOnly,
      stages: [{ kind: 'decoupled', description: 'Please approve in your banking app' }],
    },
  },
  {
    id: 'sim-decoupled-rounds',
    name: 'Test Bank App Approval Twice',
    scaMethods: ['DECOUPLED'],
    shapes: { credentialFields: 'object' },
    journey: {
      first: usernameOnly,
      stages: [
        { kind: 'decoupled', description: 'Approve the sign-in in your banking app.' },
        {
          kind: 'decoupled',
          description: 'Now approve the access to your accounts in your banking app.',
          beside: [{ type: 'PSU_MESSAGE', description: 'Your sign-in was approved. One more approval is needed.' }],
        },
      ],
    },
  },
];
