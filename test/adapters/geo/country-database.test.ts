import { beforeAll, describe, expect, it } from "vitest"
import { openCountryDatabase } from "../../../src/adapters/geo/country-database.ts"
import type { Geo } from "../../../src/ports/geo.ts"

describe("openCountryDatabase()", () => {
  let geo: Geo
  beforeAll(async () => {
    geo = await openCountryDatabase()
  })

  it("knows the country of public addresses of both kinds", () => {
    expect(geo.country("8.8.8.8")).toBe("US")
    expect(geo.country("2001:4860:4860::8888")).toBe("US")
  })

  it.each(["192.0.2.1", "10.1.2.3", "127.0.0.1", "::1", "fe80::1", "host.example", "", "999.1.1.1"])(
    "leaves %j unknown",
    (ip) => {
      expect(geo.country(ip)).toBeUndefined()
    },
  )
})
