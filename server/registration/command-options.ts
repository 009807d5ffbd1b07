import { parseArgs } from 'node:util';
import { profileNames, type ProfileName } from './profiles.js';

export const usage = `Usage: bank-connect register [<id>] [options]

  Registers the software of an entry of \`registrations\` as a client at its bank. Without an id: lists the entries.
  The answer is JSON on standard output; faults are lines on standard error, and the exit code is 1.

  --read                  Asks the bank for the client.
  --update                Registers what the configuration says now over what the bank has.
  --credentials <file>    Keeps the credentials of the bank's e-mail: {"clientId": …, "clientSecret": …}.
  --delete                Ends the client at the bank, then erases it here.
  --forget                Erases it here; the bank is told nothing.
  --print                 Prints the registration JWT and sends nothing.
  --config <file>         Default: the file in BANK_CONNECT_CONFIG.

  --check <file>          Says every fault of a registration JWT that somebody else made. Needs no configuration.
    --profile <name>      ${profileNames.join(' or ')}; default: ${profileNames[0]}.
    --audience <text>     What \`aud\` must be.
    --software-keys <file>, --directory-keys <file>
                          JWK sets; with them the signatures are verified, too.
    --sandbox             Takes plain http towards this machine.

  A file may be "-" for standard input.
`;

/** What shall be done with an entry. */
export type Action = 'register' | 'read' | 'update' | 'delete' | 'forget' | 'print';

type EntryCommand = {
  [A in Action]: { readonly kind: A; readonly id: string; readonly config: string | undefined };
}[Action];

export type RegisterCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly config: string | undefined }
  | EntryCommand
  | { readonly kind: 'credentials'; readonly id: string; readonly file: string; readonly config: string | undefined }
  | {
      readonly kind: 'check';
      readonly file: string;
      readonly profile: ProfileName;
      readonly audience: string | undefined;
      readonly softwareKeys: string | undefined;
      readonly directoryKeys: string | undefined;
      readonly sandbox: boolean;
    };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const actions = ['read', 'update', 'delete', 'forget', 'print'] as const;

/** Reads the arguments after `register`. Throws an error that says what cannot be. */
export function readCommand(args: readonly string[]): RegisterCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      read: flag,
      update: flag,
      delete: flag,
      forget: flag,
      print: flag,
      credentials: text,
      config: text,
      check: text,
      profile: text,
      audience: text,
      'software-keys': text,
      'directory-keys': text,
      sandbox: flag,
      help: { ...flag, short: 'h' },
    },
  });
  if (values.help === true) return { kind: 'help' };
  const [id, ...rest] = positionals;
  const chosen = actions.filter((action) => values[action] === true);
  const ways = [...chosen, ...(['credentials', 'check'] as const).filter((name) => values[name] !== undefined)];
  if (rest.length > 0 || ways.length > 1) throw new Error('Give one id and one thing to do with it');
  const { config, credentials: file, check } = values;
  if (check !== undefined) {
    if (id !== undefined) throw new Error('--check takes a file and no id');
    return {
      kind: 'check',
      file: check,
      profile: readProfile(values.profile),
      audience: values.audience,
      softwareKeys: values['software-keys'],
      directoryKeys: values['directory-keys'],
      sandbox: values.sandbox === true,
    };
  }
  if (id === undefined) {
    if (ways.length > 0) throw new Error('Say which registration: give its id');
    return { kind: 'list', config };
  }
  return file === undefined ? { kind: chosen[0] ?? 'register', id, config } : { kind: 'credentials', id, file, config };
}

function readProfile(name: string = profileNames[0]): ProfileName {
  const profile = profileNames.find((one) => one === name);
  if (profile === undefined) throw new Error(`--profile: use ${profileNames.join(' or ')}`);
  return profile;
}
