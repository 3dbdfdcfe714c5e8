/** `watchpost erase`: who may be erased, what is asked, and the proof. */
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import { type EraseOptions, runErase } from "../../src/cli/erase.ts"
import { runHold } from "../../src/cli/hold.ts"
import { runTrailVerify } from "../../src/cli/trail-verify.ts"
import { tenantId } from "../../src/model/ids.ts"
import { CONTOSO, FABRIKAM, makeBatch, makeRecord, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { storedEvents } from "../adapters/sqlite/stored-events.ts"
import { temporaryPath } from "../adapters/sqlite/temporary-store.ts"
import { run } from "./run-in-process.ts"
import { writeConfig } from "./write-config.ts"

const LATER = NOW + 3_600_000

/** Contoso has left: an incident, its record, and one record of Fabrikam, which is still there. */
async function stage(customers = [`name: fabrikam, tenantId: ${FABRIKAM}, timeZone: UTC`]) {
  const path = temporaryPath()
  const store = openStore(path)
  for (const id of [CONTOSO, FABRIKAM]) await store.feed.watchedSince(id, NOW)
  await store.customerNames.keep([{ id: CONTOSO, name: "contoso", displayName: "Contoso Ltd" }])
  await store.records.saveBatch(makeBatch(), mergeInto())
  await store.records.addRecords({ tenantId: FABRIKAM, fetchedAt: NOW }, [makeRecord({ tenantId: FABRIKAM })])
  store.close()
  const configFile = writeConfig(path, customers)
  const out = join(dirname(path), "proof.json")
  const erase = (options: Partial<EraseOptions> = {}, typed = "") =>
    run(
      (io) => runErase({ configFile, customer: "contoso", yes: false, out, ...options }, io, () => LATER),
      typed,
    )
  const proof = (file = out) => JSON.parse(readFileSync(file, "utf8"))
  return { path, configFile, out, erase, proof }
}

describe("runErase()", () => {
  it("shows what would go, and erases nothing until the name is typed", async () => {
    const { path, out, erase } = await stage()

    const { code, out: said, err } = await erase({}, "fabrikam\n")

    expect([code, err]).toEqual([1, ["Nothing was erased."]])
    expect(said[0]).toBe("Of Contoso Ltd there are stored:")
    expect(said[1]).toBe("  1 audit record in 1 event file, from 2026-11-20 09:29 to 2026-11-20 09:29 (UTC)")
    expect(said[2]).toMatch(/^ {2}\d+ rows of the database: .*\balert 1\b.*\bwatched_tenant 1/)
    expect(said.at(-1)).toBe("This can't be undone. Type contoso to erase it: ")
    expect(storedEvents(path)).toHaveLength(2)
    expect(existsSync(out)).toBe(false)
  })

  it("erases when the name is typed, and proves it by the trail", async () => {
    const { path, configFile, erase, proof } = await stage()

    const { code, out: said } = await erase({}, "Contoso\n")

    expect(code).toBe(0)
    expect(said.slice(-2)).toEqual([
      expect.stringMatching(
        /^Contoso Ltd is erased: entry 3 of the trail\. The proof is in .*proof\.json\.$/,
      ),
      "The copies of the database in your backups still hold it: delete those of before.",
    ])
    expect(storedEvents(path).map(({ tenant }) => tenant)).toEqual([FABRIKAM])
    const { trail, ...rest } = proof()
    expect(rest).toMatchObject({
      ...{ customer: "Contoso Ltd", tenantId: CONTOSO, erasedAt: "2026-11-20T10:30:00.000Z" },
      erased: {
        auditRecords: 1,
        inEventFiles: 1,
        oldest: "2026-11-20T09:29:00.000Z",
        rows: { incident: 1, alert: 1, evidence: 1, rejected: 1 },
      },
    })
    expect(rest.stays[0]).toMatch(/^The trail: .* name accounts, mailboxes and addresses/)
    expect(trail).toMatchObject({ entry: 3, entriesOfThisCustomer: 3 })
    const anchors = [trail.verify.split(" ").at(-1)]
    const verified = await run((io) => runTrailVerify({ configFile, json: false, anchors }, io))
    expect(verified.code).toBe(0)
  })

  it("writes the proof again for who has lost it, and over nobody's file", async () => {
    const { erase, out, proof } = await stage()
    await erase({ yes: true })
    const other = `${out}.again`

    const over = await erase({ yes: true })
    const again = await erase({ yes: true, out: other })

    expect([over.code, over.err[0]]).toEqual([1, expect.stringContaining("can't be written into")])
    expect([again.code, again.out.length]).toEqual([0, 2])
    expect(proof(other)).toEqual(proof())
  })

  it("refuses who is in the configuration, and says what to take out", async () => {
    const { path, erase } = await stage([`name: contoso, tenantId: ${CONTOSO}, timeZone: UTC`])

    const { code, err } = await erase({ yes: true })

    expect([code, err[0]]).toEqual([
      1,
      expect.stringMatching(/is in the configuration.*Take contoso out of customers/),
    ])
    expect(storedEvents(path)).toHaveLength(2)
  })

  it("takes a name that another tenant has by now for that one, and the tenant id for the former", async () => {
    const another = tenantId("0a0a0a0a-1111-4222-8333-444455556666")
    const { path, erase } = await stage([`name: contoso, tenantId: ${another}, timeZone: UTC`])

    expect((await erase({ yes: true })).code).toBe(1)
    expect((await erase({ yes: true, customer: CONTOSO.toUpperCase() })).code).toBe(0)

    expect(storedEvents(path).map(({ tenant }) => tenant)).toEqual([FABRIKAM])
  })

  it("refuses who is on legal hold, and while the product runs", async () => {
    const { path, configFile, erase } = await stage()
    await run((io) => runHold({ configFile, customer: "contoso", reason: "Case 4711", list: false }, io, NOW))

    expect(await erase()).toMatchObject({ code: 1, out: [] })
    expect((await erase({ yes: true })).err[0]).toMatch(/on legal hold .*Nothing was erased/)
    const store = openStore(path)
    expect((await erase({ yes: true })).err[0]).toMatch(/in use by another Watchpost process/)
    store.close()

    expect(storedEvents(path)).toHaveLength(2)
  })

  it("says so when nothing is known by that name", async () => {
    const { erase } = await stage()

    expect((await erase({ yes: true, customer: "adatum" })).err).toEqual([
      expect.stringMatching(/^There is no customer named adatum in the configuration; .+\.$/),
      `The database knows besides: contoso (${CONTOSO}).`,
    ])
  })
})
