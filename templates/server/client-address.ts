import type { IncomingMessage } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'

/**
 * The address that a request comes from: the peer's own, or the one that the outermost of
 * `trustedHops` proxies was called from. What the header claims beyond that, or in a form that is no
 * address, is not believed.
 *
 * @returns undefined where the peer has no address, as on a UNIX domain socket
 */
export function clientAddress(request: IncomingMessage, trustedHops: number): string | undefined {
  const header = request.headers['x-forwarded-for'] ?? ''
  const claims = (Array.isArray(header) ? header.join() : header).split(',')
  let address = request.socket.remoteAddress
  for (let hop = 1; hop <= trustedHops; hop++) {
    const claimed = bareAddress(claims.at(-hop)?.trim() ?? '')
    if (claimed === undefined) break
    address = claimed
  }
  return address
}

/**
 * What an address is counted under: an IPv4 address itself, however it is written, and of an IPv6
 * address its /64 network.
 */
export function addressGroup(address: string): string {
  const bare = bareAddress(address)
  if (bare === undefined || isIPv4(bare)) return bare ?? address
  const groups = groupsOf(bare)
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (mapped) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.')
  }
  const network = groups.slice(0, 4).map((group) => group.toString(16))
  return `${network.join(':')}::/64`
}

/** An address without brackets, port and zone; undefined where it is none. */
function bareAddress(text: string): string | undefined {
  const inBrackets = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1]
  if (inBrackets !== undefined) return isIPv6(inBrackets) ? withoutZone(inBrackets) : undefined
  if (isIPv6(text)) return withoutZone(text)
  const beforePort = /^([^:]*):\d+$/.exec(text)?.[1] ?? text
  return isIPv4(beforePort) ? beforePort : undefined
}

function withoutZone(address: string): string {
  const zone = address.indexOf('%')
  return zone === -1 ? address : address.slice(0, zone)
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const before = groupsIn(head)
  if (tail === undefined) return before
  const after = groupsIn(tail)
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0)
  return [...before, ...zeros, ...after]
}

function groupsIn(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number)
    return [(a << 8) | b, (c << 8) | d]
  })
}
