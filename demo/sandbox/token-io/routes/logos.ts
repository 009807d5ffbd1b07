import type { SandboxApp } from '../http.js';
import type { World } from '../world.js';

export const logoRoutes = (_app: SandboxApp, _world: World): void => {};
