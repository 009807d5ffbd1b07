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

/**
 * True when the address can be a server's on the internet, whoever said so. Stricter than `isPublicAddress`: of IPv6 only
 * what is assigned to be routed (RFC 4291 section 2.5.4), and nothing that wraps an IPv4 address.
 */
export function isInternetAddress(address: string): boolean {
  if (isIPv4(address)) return !reserved.check(address) && !unassigned.check(address);
  return global.check(address, 'ipv6') && !unassigned.check(address, 'ipv6');
}

/** A network as an operator writes it (`10.1.0.0/16`, `fd00::/8`), or undefined. */
export function parseNetwork(text: string): { readonly address: string; readonly prefix: number } | undefined {
  const [, address = '', length] = /^([0-9A-Fa-f:.]+)\/(\d{1,3})$/.exec(text) ?? [];
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  return bits === 0 || Number(length) > bits ? undefined : { address, prefix: Number(length) };
}

/** Says of canonical addresses whether they are in one of the networks. */
export function createNetworks(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of networks) {
    const network = parseNetwork(text);
    if (network === undefined) throw new TypeError(`${text} is not a network`);
    list.addSubnet(network.address, network.prefix, isIPv4(network.address) ? 'ipv4' : 'ipv6');
  }
  return (address) => list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
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

/** What is routed on the internet at all. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** Documentation, and ways to reach IPv4 through IPv6: Teredo and its neighbours, 6to4. */
const unassigned = new BlockList();
for (const [network, prefix] of [
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
] as const) {
  unassigned.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  unassigned.addSubnet(network, prefix, 'ipv6');
}
