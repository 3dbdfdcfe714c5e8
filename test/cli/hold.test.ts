/** `watchpost hold` and `release` beside a database that the product holds open. */
import { describe, expect, it } from "vitest"
import { runCoverage } from "../../src/cli/coverage.ts"
import { type HoldOptions, runHold, runRelease } from "../../src/cli/hold.ts"
import { CONTOSO, FABRIKAM, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { run } from "./run-in-process.ts"
import { writeConfig } from "./write-config.ts"

/** Contoso is in the configuration, Fabrikam was. */
async function stage() {
  const { store, path } = openTemporaryStore()
  for (const id of [CONTOSO, FABRIKAM]) await store.feed.watchedSince(id, NOW)
  await store.customerNames.keep([{ id: FABRIKAM, name: "fabrikam", displayName: "Fabrikam Inc" }])
  const configFile = writeConfig(path, [
    `name: contoso, displayName: Contoso, tenantId: ${CONTOSO}, timeZone: UTC, contentTypes: [DLP.All]`,
  ])
  const hold = (options: Partial<HoldOptions>) =>
    run((io) => runHold({ configFile, list: false, ...options }, io, NOW))
  const release = (customer: string) => run((io) => runRelease({ configFile, customer }, io, NOW))
  return { store, configFile, hold, release }
}

describe("runHold()", () => {
  it("holds a customer and a former one, in the trail as whoever says it, and lists both", async () => {
    const { store, hold } = await stage()

    const held = await hold({ customer: "Contoso", reason: "Case 4711", until: "2027-03-31" })
    await hold({ customer: "fabrikam", reason: "Case 4712" })

    expect(held).toMatchObject({ code: 0, err: [] })
    expect(held.out).toEqual([
      expect.stringMatching(
        /^Contoso is on legal hold since 2026-11-20 until 2027-03-31, said by .+ at the command line \(Case 4711\): none of its records is dropped\.$/,
      ),
    ])
    expect((await hold({ list: true })).out).toEqual([
      held.out[0],
      expect.stringMatching(/^Fabrikam Inc is on/),
    ])
    expect(await store.trail.read(0, 10)).toMatchObject([
      {
        ...{ kind: "command", tenantId: CONTOSO, what: held.out[0] },
        who: expect.stringMatching(/ at the command line$/),
        data: { reason: "Case 4711", until: Date.UTC(2027, 3, 1) },
      },
      { tenantId: FABRIKAM, data: { reason: "Case 4712" } },
    ])
  })

  it.each([
    [{ customer: "contoso" }, /needs a customer and a reason/],
    [{ reason: "Case" }, /needs a customer and a reason/],
    [{ customer: "contoso", reason: " " }, /needs a customer and a reason/],
    [{ customer: "contoso", reason: "Case", until: "2026-11-19" }, /is over already/],
    [{ customer: "contoso", reason: "Case", until: "2027-02-30" }, /must be a day/],
    [{ customer: "contoso", reason: "Case", until: "March" }, /must be a day/],
    [{ customer: "northwind", reason: "Case" }, /no customer named northwind/],
  ])("refuses %j and holds nobody", async (options, problem) => {
    const { hold } = await stage()

    const { code, err } = await hold(options)

    expect([code, err[0]]).toEqual([1, expect.stringMatching(problem)])
    expect((await hold({ list: true })).out).toEqual(["Nobody is on legal hold."])
  })

  it("tells whom the database knows besides, when nobody is meant", async () => {
    const { hold } = await stage()

    expect((await hold({ customer: "northwind", reason: "Case" })).err[1]).toBe(
      `The database knows besides: fabrikam (${FABRIKAM}).`,
    )
  })
})

describe("runRelease()", () => {
  it("ends the hold, and says so in the trail", async () => {
    const { store, hold, release } = await stage()
    await hold({ customer: "contoso", reason: "Case 4711" })

    expect(await release("contoso")).toMatchObject({ code: 0 })
    expect(await release("contoso")).toMatchObject({ code: 1, err: ["Contoso is not on legal hold."] })

    expect(await store.holds.standing()).toEqual([])
    expect((await store.trail.read(1, 10)).map(({ what }) => what)).toEqual([
      "The legal hold of Contoso was ended.",
    ])
  })
})

describe("runCoverage() with customers on hold", () => {
  it("names them, former ones, too, and with --tenant that one alone", async () => {
    const { hold, configFile } = await stage()
    await hold({ customer: "contoso", reason: "Case 4711" })
    await hold({ customer: "fabrikam", reason: "Case 4712" })
    const coverage = (options: { tenant?: string; json: boolean }) =>
      run((io) => runCoverage({ configFile, ...options }, io))

    const all = await coverage({ json: false })
    const one = await coverage({ tenant: "contoso", json: true })

    expect(all.out.filter((line) => line.includes("legal hold"))).toEqual([
      expect.stringContaining("Contoso is on legal hold since 2026-11-20, said by"),
      expect.stringContaining("Fabrikam Inc is on legal hold"),
    ])
    expect(one.out.map((line) => JSON.parse(line)).filter((line) => "heldSince" in line)).toEqual([
      expect.objectContaining({
        tenantId: CONTOSO,
        heldSince: "2026-11-20T09:30:00.000Z",
        heldUntil: null,
        reason: "Case 4711",
      }),
    ])
  })
})
