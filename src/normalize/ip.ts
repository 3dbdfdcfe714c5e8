/** The address that a record says the act came from. */
import { bareIp } from "../lib/ip-text.ts"
import type { JsonObject } from "../model/json.ts"

/** In order of trust; Entra and mailbox records use the later names. Source: Office 365 Management Activity API schema. */
const FIELDS = ["ClientIP", "ClientIPAddress", "ActorIpAddress", "ActorIP"] as const

/** Copilot's records write `ffff:192.0.2.1`, and mean an IPv4 address inside IPv6. */
const CUT_SHORT = /^ffff:(?=\d{1,3}(\.\d{1,3}){3}$)/i

/** Bare address without port or brackets; undefined for host names, `<null>`, masks and junk. */
export function readIp(raw: JsonObject): string | undefined {
  for (const field of FIELDS) {
    const value = raw[field]
    const ip = typeof value === "string" ? bareIp(value.replace(CUT_SHORT, "")) : undefined
    if (ip !== undefined) return ip
  }
  return undefined
}
