/** Addresses as logs write them: with ports, brackets, IPv4 inside IPv6, or not addresses at all. */
import ipaddr from "ipaddr.js"
import { createMemo } from "./remembered.ts"

/**
 * The bare address of `192.0.2.1:443`, `[2001:db8::1]:443`, `::ffff:192.0.2.1` and the like, in its shortest spelling;
 * undefined for host names, masked or broken text. Anything that isn't exactly an address is refused, not guessed.
 */
export const bareIp = (text: string): string | undefined => readIp(text).bare

type Read = { readonly bare?: string; readonly address?: ipaddr.IPv4 | ipaddr.IPv6 }

/** Reading an address costs more than the rest of its record. */
const readBefore = createMemo<Read>()

const readIp = (text: string): Read => readBefore(text, () => readAnew(text))

function readAnew(text: string): Read {
  const trimmed = text.trim()
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1]
  const candidate = bracketed ?? /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(trimmed)?.[1] ?? trimmed
  const address = parseIp(candidate)
  return address === undefined ? {} : { bare: address.toString(), address }
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
  // Only four decimal parts: `10/8` would be read as 0.0.0.10, and `010` as 8.
  const [written = ""] = /^[0-9a-fA-F:.]+(?=\/\d{1,3}$)/.exec(cidr) ?? []
  if (!written.includes(":") && !ipaddr.IPv4.isValidFourPartDecimal(written)) return undefined
  try {
    const [range, bits] = withoutMapping(...ipaddr.parseCIDR(cidr))
    return (text) => {
      const { address } = readIp(text)
      return address !== undefined && address.kind() === range.kind() && address.match(range, bits)
    }
  } catch {
    return undefined
  }
}

/** `::ffff:192.0.2.0/120` is `192.0.2.0/24`, as its addresses are read. */
const withoutMapping = (
  range: ipaddr.IPv4 | ipaddr.IPv6,
  bits: number,
): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] =>
  range instanceof ipaddr.IPv6 && range.isIPv4MappedAddress() && bits >= 96
    ? [range.toIPv4Address(), bits - 96]
    : [range, bits]

/** The network that an address most likely shares with its neighbors: /24 of IPv4, /48 of IPv6; undefined for anything else. */
export function networkOf(text: string): string | undefined {
  const network = networks(text, () => wideNetwork(bareIp(text)))
  return network === "" ? undefined : network
}

const networks = createMemo<string>()

function wideNetwork(ip: string | undefined): string {
  if (ip === undefined) return ""
  return ip.includes(":")
    ? `${ipaddr.IPv6.networkAddressFromCIDR(`${ip}/48`).toString()}/48`
    : `${ip.slice(0, ip.lastIndexOf("."))}.0/24`
}
