import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, test } from 'node:test';
import { ConfigError, parseConfig } from '../../../server/parse-config.js';
import { productionSettings, registrationSettings, sandboxSettings } from './settings.js';
import { unsafeSettings } from './unsafe-settings.js';

const sources = (env: Record<string, string> = {}, files: Record<string, string> = {}) => ({
  env,
  readFile(path: string) {
    const text = files[path];
    if (text === undefined) throw new Error(`no such file: ${path}`);
    return text;
  },
});
const parse = (settings: object, env?: Record<string, string>, files?: Record<string, string>) =>
  parseConfig(JSON.stringify(settings), sources(env, files));

/** The faults of settings; fails when there are none. */
function faultsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.faults;
  }
  return assert.fail('was taken');
}

describe('a configuration', () => {
  test('that is careful is taken, in production and in the sandbox', () => {
    const config = parse(productionSettings(), { NODE_ENV: 'production' });
    assert.equal(config.publicUrl, 'https://connect.example');
    assert.equal(parse(sandboxSettings()).environment, 'sandbox');
  });

  test('may register clients, and prints none of their keys', () => {
    const registrations = [registrationSettings(), registrationSettings({ id: 'other', audience: 'other' })];
    const config = parse({ ...productionSettings(), registrations });
    const [first] = config.registrations;
    assert.deepEqual([first?.algorithm, first?.lifetimeSeconds], ['PS256', 300]);
    assert.equal(first?.client.tokenEndpointAuthMethod, 'private_key_jwt');
    assert.ok(!(inspect(config, { depth: 10 }) + JSON.stringify(config)).includes('PRIVATE KEY'));
  });

  test('has defaults that are safe', () => {
    const { merchants, trustedProxyHops, limits, logLevel, listen } = parse({
      ...productionSettings(),
      listen: undefined,
    });
    assert.equal(merchants[0]?.inlineFields, false);
    assert.deepEqual([trustedProxyHops, logLevel], [0, 'info']);
    assert.deepEqual(listen, { host: '127.0.0.1', port: 8080 });
    assert.deepEqual(limits.perToken, { perSecond: 5, burst: 60 });
  });

  test('prints none of its secrets', () => {
    const settings = { ...productionSettings(), database: { url: 'postgres://u:canary-1@db/x' } };
    settings.encryptionKeys.push({ id: 'old', key: Buffer.from('canary-2'.repeat(4)).toString('base64url') });
    const config = parse(productionSettings(), {}, {});
    const printed = inspect(config, { depth: 10 }) + JSON.stringify(config);
    assert.ok(!printed.includes('PRIVATE KEY'));
    assert.ok(
      !faultsOf(() => parse(settings))
        .join()
        .includes('canary'),
    );
  });

  test('takes its secrets from the environment and from files', () => {
    const { encryptionKeys, ...rest } = productionSettings();
    const [first, second] = [encryptionKeys, productionSettings().encryptionKeys].map(([key]) => String(key?.['key']));
    const config = parse(
      {
        ...rest,
        encryptionKeys: [
          { id: 'new', key: { env: 'VAULT_KEY' } },
          { id: 'old', key: { file: '/run/secrets/old' } },
        ],
        metrics: { token: { env: 'METRICS_TOKEN' } },
      },
      { VAULT_KEY: first ?? '', METRICS_TOKEN: 'm'.repeat(40) },
      { '/run/secrets/old': `${second}\r\n` },
    );
    assert.deepEqual(
      config.encryptionKeys.map(({ key }) => key.reveal()),
      [first, second],
    );
    assert.equal(config.metrics && config.metrics.token?.reveal(), 'm'.repeat(40));
  });

  test('lets the environment say what the file leaves open', () => {
    const rest = {
      ...productionSettings(),
      database: undefined,
      publicUrl: undefined,
      listen: undefined,
      spoolDir: '/var/lib/bank-connect/spool',
    };
    const config = parse(rest, {
      DATABASE_URL: 'postgresql://u:p@db/x',
      BANK_CONNECT_PUBLIC_URL: 'https://pay.example',
      BANK_CONNECT_LISTEN: '[::]:9000',
    });
    assert.ok('url' in config.database);
    assert.equal(config.publicUrl, 'https://pay.example');
    assert.deepEqual(config.listen, { host: '::', port: 9000 });
  });

  test('needs a folder for grants where the database is not on this machine', () => {
    const settings = { ...productionSettings(), database: { url: 'postgres://u:p@db/x' } };
    assert.match(faultsOf(() => parse(settings)).join('\n'), /^spoolDir: [^\n]*$/);
    assert.equal(parse({ ...settings, spoolDir: './spool' }).spoolDir, './spool');
    const beside = {
      ...settings,
      spoolDir: '/srv/spool',
      encryptionKeys: [{ id: 'a', key: { file: '/srv/spool/key' } }],
    };
    const key = String(productionSettings().encryptionKeys[0]?.['key']);
    assert.match(faultsOf(() => parse(beside, {}, { '/srv/spool/key': key })).join('\n'), /folder of spoolDir/);
  });

  test('is refused with all of its faults at once, one line each', () => {
    const settings = productionSettings();
    settings.publicUrl = 'http://connect.example';
    settings.merchants[0]!.origins = ['https://shop.example/', '*'];
    settings['metrics'] = {};
    const shapes = faultsOf(() => parse(settings));
    assert.deepEqual(
      shapes.map((line) => line.slice(0, line.indexOf(':'))),
      ['merchants.0.origins.0', 'merchants.0.origins.1'],
    );
    settings.merchants[0]!.origins = ['https://shop.example'];
    const rules = faultsOf(() => parse(settings));
    assert.deepEqual(
      rules.map((line) => line.slice(0, line.indexOf(':'))),
      ['publicUrl', 'metrics.token'],
    );
    assert.ok([...shapes, ...rules].every((line) => !line.includes('\n')));
  });

  for (const text of ['', '{', 'null', '[]', '"x"', '{"a":1,}']) {
    test(`is not ${text === '' ? 'an empty file' : text}`, () => {
      assert.equal(faultsOf(() => parseConfig(text, sources())).length, 1);
    });
  }

  test('names a missing setting as missing', () => {
    const faults = faultsOf(() => parse({}));
    assert.ok(faults.includes('merchants: is missing; set it'));
    assert.equal(new Set(faults.map((line) => line.slice(0, line.indexOf(':')))).size, faults.length);
  });

  for (const [name, { settings, env, files, names }] of Object.entries(unsafeSettings)) {
    test(`with ${name} is refused by one line that names ${names} and holds no value`, () => {
      const faults = faultsOf(() => parse(settings, env, files));
      assert.equal(faults.length, 1, faults.join('\n'));
      assert.ok(faults[0]?.startsWith(`${names}: `), faults[0]);
      assert.ok(!/canary/i.test(faults.join()), faults[0]);
    });
  }
});
