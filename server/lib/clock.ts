/** Wall-clock time in milliseconds since the epoch. Everything that depends on time takes one. */
export type Clock = () => number;

/** ISO 8601, UTC. */
export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();
