import { describe, expect, it } from "vitest"
import { countryName } from "../../src/lib/country-name.ts"

describe("countryName()", () => {
  it("names countries and leaves the unknown unknown", () => {
    expect(countryName("NL")).toBe("Netherlands")
    for (const code of [undefined, "", "ZZ", "XX", "N", "[click](x)"])
      expect(countryName(code)).toBeUndefined()
  })
})
