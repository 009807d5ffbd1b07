import { readKeyUpload, type MemberKey } from '../auth/keys.js';
import { ApiError, invalid, notFound } from '../errors.js';
import { param, readJson, reply, type SandboxApp, type SandboxContext } from '../http.js';
import type { Member } from '../members.js';
import type { JsonObject } from '../wire.js';
import type { World } from '../world.js';

const ownMember = (context: SandboxContext): Member => {
  const member = context.get('member');
  if (param(context, 'memberId') !== member.id) throw new ApiError('PERMISSION_DENIED', 'not your member');
  return member;
};

const ownKey = (context: SandboxContext): MemberKey => {
  const key = ownMember(context).keys.get(param(context, 'keyId'));
  if (key === undefined) throw notFound('the key');
  return key;
};

const wireKey = (key: MemberKey): JsonObject => ({
  id: key.id,
  keyAlgorithm: key.algorithm,
  publicKey: key.publicKey,
});

const upload = (context: SandboxContext): MemberKey => {
  try {
    return readKeyUpload(readJson(context));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw invalid(error instanceof Error ? error.message : 'publicKey: cannot be read');
  }
};

/** Keys of the caller (sheet §3.3), and Token.io's own member and keys (§10.4). */
export const memberRoutes = (app: SandboxApp, world: World): void => {
  app.post('/member/:memberId/keys', (context) => {
    const member = ownMember(context);
    const key = upload(context);
    member.keys.set(key.id, key);
    return reply(context, { keyId: key.id });
  });
  app.get('/member/:memberId/keys', (context) =>
    reply(context, { keys: [...ownMember(context).keys.values()].map(wireKey) }),
  );
  app.get('/member/:memberId/keys/:keyId', (context) => reply(context, { key: wireKey(ownKey(context)) }));
  app.delete('/member/:memberId/keys/:keyId', (context) => {
    ownMember(context).keys.delete(ownKey(context).id);
    return reply(context, {});
  });

  app.get('/resolve-alias', (context) => {
    const { value, type } = { value: context.req.query('alias.value'), type: context.req.query('alias.type') };
    if (value !== 'token.io' || type !== 'DOMAIN') throw notFound('the alias');
    return reply(context, { member: { id: world.tokenMember.id } });
  });
  app.get('/members/:memberId', (context) => {
    const { id, keyId, publicKey } = world.tokenMember;
    if (param(context, 'memberId') !== id) throw notFound('the member');
    const keys = [{ id: keyId, publicKey, algorithm: 'ED25519', level: 'STANDARD' }];
    return reply(context, { member: { id, keys } });
  });
};
