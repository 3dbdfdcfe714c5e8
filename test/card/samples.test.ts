/** `cards/samples` is what the product makes now. `UPDATE=1 vitest run test/card/samples.test.ts` writes it again. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { SAMPLES } from "./samples.ts"

const folder = new URL("../../cards/samples/", import.meta.url)

describe("cards/samples", () => {
  it.each(Object.entries(SAMPLES))("%s is made by the product", (file, make) => {
    const path = new URL(file, folder)
    if (process.env.UPDATE === "1") writeFileSync(path, `${JSON.stringify(make(), null, 2)}\n`)

    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(make())
  })

  it("holds nothing else", () => {
    expect(readdirSync(folder)).toEqual(Object.keys(SAMPLES))
  })
})
