import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, describe, test, type TestContext } from 'node:test';
import { registerCommand, type CommandWorld } from '../../../server/registration/command.js';
import { parseConfig, parseRegistrationSettings } from '../../../server/parse-config.js';
import { runCommand } from '../../../server/run-command.js';
import { readCredentials } from '../../../server/registration/open-store.js';
import { spawnServer, temporaryFolder, writeFiles } from '../../support/server-process.js';
import { sandboxSettings } from '../config/settings.js';
import { freshId, signByHand, startWorld, goodClaims, type Profile } from './kit.js';

const world = await startWorld();
const { control } = world.sandbox;
after(() => world.sandbox.close());

const samplePath = fileURLToPath(new URL('sample-registration.jwt', import.meta.url));
const timeout = 60_000;

/** A configuration of one registration, in a folder of its own. */
function configText(folder: string, profile: Profile, overrides: Record<string, unknown> = {}): string {
  return JSON.stringify({
    environment: 'sandbox',
    database: { path: `${folder}/db/store.sqlite` },
    encryptionKeys: [{ id: 'test', key: randomBytes(32).toString('base64url') }],
    registrations: [world.settings(profile, overrides)],
    // Not looked at: it may still wait for what a registration gives.
    providers: [{ clientSecret: { registration: 'some-bank' }, key: { env: 'NO_SUCH_VARIABLE' } }],
  });
}

/** Runs the command in this process, on a configuration and files that only exist in the test. */
function runner(t: TestContext, profile: Profile, overrides?: Record<string, unknown>) {
  const text = configText(temporaryFolder(t), profile, overrides);
  const sources = { env: {}, readFile: () => assert.fail('no file is named') };
  return async (args: string[], files: Record<string, string> = {}) => {
    let [stdout, stderr] = ['', ''];
    const command: CommandWorld = {
      readSettings: () => parseRegistrationSettings(text, sources),
      readFile: (path) => files[path] ?? readFileSync(path, 'utf8'),
      print: (more) => void (stdout += more),
      complain: (more) => void (stderr += more),
      now: () => control.clock.now(),
      randomId: freshId,
      random: () => 0,
    };
    const code = await registerCommand(args, command);
    return { code, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
  };
}

describe('bank-connect register', () => {
  test('registers, reads, updates and deletes a client at an OBIE bank', async (t) => {
    const run = runner(t, 'obie');
    assert.deepEqual((await run([])).json(), [{ id: 'some-bank', status: 'not registered' }]);
    const registered = await run(['some-bank']);
    assert.deepEqual([registered.code, registered.json()['status']], [0, 'registered']);
    assert.deepEqual((await run(['some-bank'])).json(), registered.json(), 'again changes nothing');
    assert.equal((await run(['some-bank', '--read'])).json()['status'], 'registered');
    assert.equal((await run(['some-bank', '--update'])).json()['status'], 'registered');
    assert.deepEqual((await run([])).json(), [(await run(['some-bank'])).json()]);
    assert.equal((await run(['some-bank', '--delete'])).json()['status'], 'deleted');
    assert.deepEqual(control.clients.list(), []);
    const again = await run(['some-bank', '--read']);
    assert.deepEqual([again.code, again.stdout], [1, '']);
    assert.match(again.stderr, /^not_found: /);
  });

  test('says on standard error what it did, without the secret', async (t) => {
    const run = runner(t, 'obie', {
      client: { scopes: ['openid'], applicationType: 'web', tokenEndpointAuthMethod: 'client_secret_basic' },
    });
    const { stderr, json } = await run(['some-bank']);
    assert.match(stderr, /"event":"submit","actor":"command line"/);
    assert.equal((json()['client'] as { hasSecret: boolean }).hasSecret, true);
    await run(['some-bank', '--delete']);
  });

  test('keeps the credentials of an e-mail', async (t) => {
    const run = runner(t, 'priora');
    const { stdout, code } = await run(['some-bank']);
    assert.deepEqual([code, (JSON.parse(stdout) as { status: string }).status], [0, 'pending']);
    const mail = { '-': '{"clientId":"client-1","clientSecret":"canary"}' };
    const supplied = await run(['some-bank', '--credentials', '-'], mail);
    assert.equal(supplied.json()['status'], 'registered');
    assert.ok(!`${supplied.stdout}${supplied.stderr}`.includes('canary'));
    for (const [text, says] of [
      ['{"clientId":""}', /clientId: Use 1 to 255/],
      ['{"client_id":"x"}', /invalid_request/],
      ['{', /malformed_json/],
    ] as const) {
      const refused = await run(['some-bank', '--credentials', 'mail.json'], { 'mail.json': text });
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, says);
    }
    assert.equal((await run(['some-bank', '--forget'])).json()['status'], 'forgotten');
  });

  test('names every fault and sends nothing', async (t) => {
    control.calls.clear();
    const run = runner(t, 'obie', { client: { scopes: ['makepayment'], redirectUris: ['http://and.here'] } });
    for (const args of [['some-bank'], ['some-bank', '--print']]) {
      const { code, stdout, stderr } = await run(args);
      assert.deepEqual([code, stdout], [1, '']);
      for (const path of ['scope: ', 'redirect_uris.0: Must begin', 'redirect_uris.0: Is not among']) {
        assert.ok(stderr.includes(`\n${path}`), stderr);
      }
    }
    assert.deepEqual(control.calls.list(), []);
  });

  test('says what the bank said', async (t) => {
    control.faults.add({
      path: '/api/*',
      answer: { status: 406, body: '{"tppMessages":[{"category":"Invalid","code":406,"text":"No."}]}' },
    });
    const { code, stderr } = await runner(t, 'priora')(['some-bank']);
    assert.equal(code, 1);
    assert.match(stderr, /registration_refused: .*\nbank: .*It said \(406\): Invalid: No\.\n$/);
  });

  test('prints a JWT that can be checked, and sends nothing', async (t) => {
    control.calls.clear();
    const run = runner(t, 'obie');
    const { code, stdout } = await run(['some-bank', '--print']);
    assert.equal(code, 0);
    assert.deepEqual(control.calls.list(), []);
    const directoryKeys = JSON.stringify({ keys: control.directory.keys });
    const softwareKeys = JSON.stringify({ keys: control.directory.keySet(world.softwareId, 'current') });
    const files = { jwt: stdout, directoryKeys, softwareKeys };
    const check = ['--check', 'jwt', '--profile', 'obie', '--sandbox', '--audience', '0dw23dsa13123'];
    assert.deepEqual(await run(check, files).then(({ code, stdout }) => [code, stdout]), [
      0,
      'The registration JWT has no fault. Not verified: its signature and that of its software statement.\n',
    ]);
    const verified = await run(
      [...check, '--software-keys', 'softwareKeys', '--directory-keys', 'directoryKeys'],
      files,
    );
    assert.equal(verified.stdout, 'The registration JWT has no fault.\n');
    const wrong = await run([...check, '--software-keys', 'directoryKeys'], files);
    assert.match(wrong.stderr, /^The registration JWT has 1 fault:\nheader\.kid: No key/);
    assert.equal((await run(['other-bank', '--print'])).code, 1);
  });

  const nonsense = [
    ['a', 'b'],
    ['--read'],
    ['a', '--read', '--delete'],
    ['a', '--check', 'x'],
    ['--check', 'x', '--profile', 'other'],
    ['--unknown'],
  ];
  for (const args of nonsense) {
    test(`explains itself for ${args.join(' ')}`, async (t) => {
      const { code, stderr } = await runner(t, 'obie')(args);
      assert.equal(code, 2);
      assert.match(stderr, /Usage: bank-connect register/);
    });
  }
});

describe('bank-connect register as a process', () => {
  test('--check names the faults of the sample', { timeout }, async (t) => {
    const args = ['register', '--check', samplePath];
    const { code, stdout, stderr } = await spawnServer(t, { args, cwd: temporaryFolder(t) }).ended;
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^The registration JWT has 9 faults:\n/);
    for (const path of [
      'jti',
      'exp',
      'iss',
      'software_id',
      'scope',
      'redirect_uris.0',
      'redirect_uris.1',
      'software_statement.alg',
    ]) {
      assert.ok(stderr.includes(`\n${path}: `), path);
    }
  });

  test('gives the server the credentials that its configuration refers to', { timeout }, async (t) => {
    const cwd = temporaryFolder(t);
    const client = { scopes: ['openid'], applicationType: 'web', tokenEndpointAuthMethod: 'client_secret_basic' };
    const registration = world.settings('obie', { signingKey: { file: join(cwd, 'software.pem') }, client });
    const config = {
      ...sandboxSettings(),
      database: { path: join(cwd, 'db/store.sqlite') },
      registrations: [registration],
      metrics: { token: { registration: 'some-bank' } },
    };
    writeFiles(cwd, {
      'c.json': JSON.stringify(config),
      'bad.json': JSON.stringify({ ...config, registrations: [registration, registration] }),
      'software.pem': String(world.settings('obie')['signingKey']),
    });
    /** Runs a command with this configuration, in this process. */
    const run = async (file: string, ...args: string[]) => {
      let [stdout, stderr] = ['', ''];
      const code = await runCommand([...args, '--config', join(cwd, file)], {
        print: (text) => void (stdout += text),
        complain: (text) => void (stderr += text),
      });
      return { code, stdout, stderr };
    };

    const before = await run('c.json', 'check-config');
    assert.deepEqual([before.code, before.stderr.split('\n').length], [1, 3], before.stderr);
    assert.match(before.stderr, /^metrics\.token: the registration that it names/m);
    const args = ['register', 'some-bank', '--config', 'c.json'];
    const { code, stdout } = await spawnServer(t, { args, cwd }).ended;
    assert.deepEqual([code, (JSON.parse(stdout) as { status: string }).status], [0, 'registered']);
    assert.equal((await run('c.json', 'check-config')).code, 0);

    const bad = await run('bad.json', 'register', 'some-bank');
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /^registrations\.1\.id: is the same as registrations\.0\.id/m);
    const none = await run('none.json', 'register');
    assert.deepEqual([none.code, none.stderr.includes('cannot be read')], [1, true]);
  });
});

describe('a configuration that takes credentials from a registration', () => {
  const apiKeyHash = createHash('sha256').update('x').digest('hex');

  test('gets them once the client is registered, and names the key before', async (t) => {
    const folder = temporaryFolder(t);
    const base = sandboxSettings();
    const settings = {
      ...base,
      merchants: [{ ...base.merchants[0], apiKeyHashes: [apiKeyHash] }],
      database: { path: `${folder}/db/store.sqlite` },
      registrations: [world.settings('priora')],
      metrics: { token: { registration: 'some-bank' } },
      securityContact: { registration: 'some-bank.clientId' },
    };
    const text = JSON.stringify(settings);
    const sources = { env: {}, readFile: () => assert.fail('no file is named') };
    const parse = async () => {
      const credentials = await readCredentials(parseRegistrationSettings(text, sources), Date.now);
      return parseConfig(text, { ...sources, registration: (name) => credentials.get(name) });
    };
    await assert.rejects(parse(), (error: Error) => {
      assert.match(error.message, /^metrics\.token: the registration that it names has no such credentials yet/m);
      assert.match(error.message, /^securityContact: the registration/m);
      return true;
    });

    const command: CommandWorld = {
      readSettings: () => parseRegistrationSettings(text, sources),
      readFile: () => '{"clientId":"mailto:client@example.com","clientSecret":"the secret"}',
      print: () => undefined,
      complain: () => undefined,
      now: Date.now,
      randomId: freshId,
      random: () => 0,
    };
    assert.equal(await registerCommand(['some-bank'], command), 0);
    assert.equal(await registerCommand(['some-bank', '--credentials', '-'], command), 0);
    const config = await parse();
    assert.equal(config.metrics !== false && config.metrics.token?.reveal(), 'the secret');
    assert.equal(config.securityContact, 'mailto:client@example.com');

    const other = text.replace('"audience":"0dw23dsa13123"', '"audience":"otherBank"');
    assert.equal((await readCredentials(parseRegistrationSettings(other, sources), Date.now)).size, 0);
  });
});

test('a JWT that was made elsewhere is checked against the clock of today', async (t) => {
  const iat = Math.floor(control.clock.now() / 1000);
  const jwt = signByHand(goodClaims({ iat, exp: iat + 300 }));
  const { code } = await runner(t, 'priora')(['--check', 'jwt'], { jwt });
  assert.equal(code, 0);
});
