import type { SandboxBank } from './bank.js';

export const ordinaryBanks = (): readonly SandboxBank[] => [];
