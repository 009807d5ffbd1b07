import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * The one spelling of an IP address: dotted IPv4 (also for IPv4-mapped IPv6), IPv6 as in RFC 5952.
 * Takes the forms that proxies write (`192.0.2.1:443`, `[2001:db8::1]:443`); undefined for anything else.
 */
export function canonicalAddress(text: string): string | undefined {
  const bare = withoutPort(text.trim());
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare) || bare.includes('%')) return undefined;
  const groups = ipv6Groups(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return [groups[6], groups[7]].flatMap((group = 0) => [group >> 8, group & 0xff]).join('.');
  return new URL(`http://[${bare}]`).hostname.slice(1, -1);
}

/** The key under which an address is limited: IPv4 as it is, IPv6 by its /64, which one subscriber holds as a whole. */
export function limiterKey(address: string): string {
  if (isIPv4(address)) return address;
  return `${ipv6Groups(address)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** True when the address can be a shopper's on the internet: not loopback, private, link-local or reserved. */
export function isPublicAddress(address: string): boolean {
  return !reserved.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function withoutPort(text: string): string {
  const bracketed = /^\[([0-9a-fA-F.]*:[0-9a-fA-F:.]*)\](?::\d{1,5})?$/.exec(text);
  if (bracketed) return bracketed[1] ?? '';
  const dotted = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(text);
  return dotted?.[1] ?? text;
}

/** The eight 16-bit groups of a valid IPv6 address. */
function ipv6Groups(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const before = parse(head);
  const after = tail === undefined ? [] : parse(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const reserved = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  reserved.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  reserved.addSubnet(network, prefix, 'ipv6');
}
