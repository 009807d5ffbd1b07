import { isOneForAllAtOidcProvider } from './refresh-oidc-kit.js';

isOneForAllAtOidcProvider(1_000);
