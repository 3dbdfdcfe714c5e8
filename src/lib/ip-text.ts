/** Addresses as logs write them: with ports, brackets, IPv4 inside IPv6, or not addresses at all. */
import ipaddr from "ipaddr.js"
import { LRUCache } from "lru-cache"
import { createMemo } from "./remembered.ts"

/**
 * The bare address of `192.0.2.1:443`, `[2001:db8::1]:443`, `::ffff:192.0.2.1` and the like, in its shortest spelling;
 * undefined for host names, masked or broken text. Anything that isn't exactly an address is refused, not guessed.
 */
export const bareIp = (text: string): string | undefined => readIp(text).bare

type Read = { readonly bare?: string; readonly address?: ipaddr.IPv4 | ipaddr.IPv6 }

/** Records repeat few addresses thousands of times, and reading one costs more than the rest of its record. */
const seen = new LRUCache<string, Read>({ max: 5000 })
/** Nothing longer is an address with a port; what a stranger wrote must not fill the memory. */
const LONGEST_ADDRESS = 64

function readIp(text: string): Read {
  const known = seen.get(text)
  if (known !== undefined) return known
  const trimmed = text.trim()
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1]
  const candidate = bracketed ?? /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(trimmed)?.[1] ?? trimmed
  const address = parseIp(candidate)
  const read = address === undefined ? {} : { bare: address.toString(), address }
  if (text.length <= LONGEST_ADDRESS) seen.set(text, read)
  return read
}

function parseIp(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!text.includes(":") || !ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

export type Network = (text: string) => boolean

/** A test of whether an address lies in a network like `198.51.100.0/24`; undefined when the network can't be read. */
export function network(cidr: string): Network | undefined {
  if (!/^[0-9a-fA-F:.]+\/\d{1,3}$/.test(cidr)) return undefined
  try {
    const [range, bits] = ipaddr.parseCIDR(cidr)
    return (text) => {
      const { address } = readIp(text)
      return address !== undefined && address.kind() === range.kind() && address.match(range, bits)
    }
  } catch {
    return undefined
  }
}

/** The network that an address most likely shares with its neighbors: /24 of IPv4, /48 of IPv6; undefined for anything else. */
export function networkOf(text: string): string | undefined {
  const bare = bareIp(text)
  if (bare === undefined) return undefined
  // Asked for every sign-in: four numbers need no arithmetic.
  if (!bare.includes(":")) return `${bare.slice(0, bare.lastIndexOf("."))}.0/24`
  return wideNetworks(bare, () => `${ipaddr.IPv6.networkAddressFromCIDR(`${bare}/48`).toString()}/48`)
}

const wideNetworks = createMemo<string>()
