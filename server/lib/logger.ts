import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import { redact } from './redact.js';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Structured log: one JSON object per line. Fields are redacted by type and by key before they are written. */
export interface Logger {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly fatal: Write;
}

/**
 * `destination` defaults to standard output, written synchronously, so that the last line before an exit is not lost.
 * An error goes under `err`.
 */
export function createLogger(options: { readonly level: LogLevel; readonly destination?: DestinationStream }): Logger {
  const destination = options.destination ?? pino.destination({ fd: 1, sync: true });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      // `redact` has made plain objects of errors already.
      serializers: { err: (value: unknown) => value },
    },
    destination,
  );
}
