/** The address that a record says the act came from. */
import { bareIp } from "../lib/ip-text.ts"
import type { JsonObject } from "../model/json.ts"

/** In order of trust; Entra and mailbox records use the later names. Source: Office 365 Management Activity API schema. */
const FIELDS = ["ClientIP", "ClientIPAddress", "ActorIpAddress", "ActorIP"] as const

/** Bare address without port or brackets; undefined for host names, `<null>`, masks and junk. */
export function readIp(raw: JsonObject): string | undefined {
  for (const field of FIELDS) {
    const value = raw[field]
    const ip = typeof value === "string" ? bareIp(value) : undefined
    if (ip !== undefined) return ip
  }
  return undefined
}
