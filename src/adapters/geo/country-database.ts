/** Countries of addresses from the embedded database (@ip-location-db/geo-whois-asn-country-mmdb, CC0): no network call. */
import { createRequire } from "node:module"
import ipaddr from "ipaddr.js"
import { open } from "maxmind"
import { bareIp } from "../../lib/ip-text.ts"
import type { Geo } from "../../ports/geo.ts"

type CountryRow = { readonly country_code?: unknown }

/** Reads the database into memory (about 10 MB) once. */
export async function openCountryDatabase(): Promise<Geo> {
  const require = createRequire(import.meta.url)
  const file = require.resolve("@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb")
  const reader = await open<object>(file)
  return {
    country: (text) => {
      const ip = bareIp(text)
      if (ip === undefined || ipaddr.parse(ip).range() !== "unicast") return undefined
      const row: CountryRow | null = reader.get(ip)
      const code = row?.country_code
      return typeof code === "string" && /^[A-Z]{2}$/.test(code) ? code : undefined
    },
  }
}
