/** Countries of addresses from the embedded database (@ip-location-db/geo-whois-asn-country-mmdb, CC0): no network call. */
import { createRequire } from "node:module"
import ipaddr from "ipaddr.js"
import { open } from "maxmind"
import { bareIp } from "../../lib/ip-text.ts"
import { createMemo } from "../../lib/remembered.ts"
import type { Geo } from "../../ports/geo.ts"

const UNKNOWN = "unknown"

type CountryRow = { readonly country_code?: unknown }

/** Reads the database into memory (about 10 MB) once. */
export async function openCountryDatabase(): Promise<Geo> {
  const require = createRequire(import.meta.url)
  const file = require.resolve("@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb")
  const reader = await open<object>(file)
  const lookUp = (text: string): string => {
    const ip = bareIp(text)
    if (ip === undefined || ipaddr.parse(ip).range() !== "unicast") return UNKNOWN
    const row: CountryRow | null = reader.get(ip)
    const code = row?.country_code
    return typeof code === "string" && /^[A-Z]{2}$/.test(code) ? code : UNKNOWN
  }
  const known = createMemo<string>()
  return {
    country: (text) => {
      const code = known(text, () => lookUp(text))
      return code === UNKNOWN ? undefined : code
    },
  }
}
