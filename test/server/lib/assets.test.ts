import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { loadAssets } from '../../../server/lib/assets.js';
import { temporaryFolder, writeFiles } from '../../support/server-process.js';

const built = { 'bank-connect.js': 'export {};', 'bank-connect.classic.js': '(() => {})();', 'frame.js': 'void 0;' };

test('loadAssets takes scripts and styles of one folder, and nothing else', (t) => {
  const others = {
    'frame.css': 'body {}',
    '.sources': 'x',
    'server/main.js': 'x',
    'custom-elements.json': '{}',
    'a.js.map': '{}',
  };
  const assets = loadAssets(writeFiles(temporaryFolder(t), { ...built, ...others }));
  assert.deepEqual([...assets.keys()].sort(), ['bank-connect.classic.js', 'bank-connect.js', 'frame.css', 'frame.js']);
  assert.equal(assets.get('frame.css')?.contentType, 'text/css; charset=utf-8');
});

test('loadAssets names files by what is in them, and compresses each once', async (t) => {
  const asset = loadAssets(writeFiles(temporaryFolder(t), built)).get('frame.js');
  assert.ok(asset);
  assert.equal(Buffer.from(asset.bytes).toString(), 'void 0;');
  assert.equal(asset.hash, createHash('sha256').update('void 0;').digest('hex'));
  assert.deepEqual(brotliDecompressSync(await asset.compressed('br')), Buffer.from(asset.bytes));
  assert.deepEqual(gunzipSync(await asset.compressed('gzip')), Buffer.from(asset.bytes));
  assert.equal(await asset.compressed('br'), await asset.compressed('br'));
});

for (const name of Object.keys(built)) {
  test(`loadAssets does not do without ${name}`, (t) => {
    const folder = writeFiles(temporaryFolder(t), { ...built, [name.replace('.js', '.txt')]: '' });
    const rest = Object.fromEntries(Object.entries(built).filter(([other]) => other !== name));
    const incomplete = writeFiles(temporaryFolder(t), rest);
    assert.equal(loadAssets(folder).size, 3);
    assert.throws(() => loadAssets(incomplete), {
      message: new RegExp(`^assetsDir: ${name.replaceAll('.', '\\.')} not found`),
    });
  });
}
