import type { SandboxApp } from '../http.js';
import type { World } from '../world.js';

export const hostedRoutes = (_app: SandboxApp, _world: World): void => {};
