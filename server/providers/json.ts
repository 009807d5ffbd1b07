/** JSON that a provider keeps for itself; the rest of the server stores it encrypted and never looks inside. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
