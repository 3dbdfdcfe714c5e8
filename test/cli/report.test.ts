/** `watchpost report` from a real store, while the product holds it open. */
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { runReport } from "../../src/cli/report.ts"
import { alertId, recordId } from "../../src/model/ids.ts"
import {
  CONTOSO,
  makeAlert,
  makeBatch,
  makeIncident,
  makeNote,
  makeRecord,
} from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { makeEvent, makeSession } from "../attribute/make-evidence.ts"
import { writeConfig } from "./write-config.ts"

const NOW = Date.UTC(2026, 10, 21, 9)
const CUSTOMER = `name: contoso, displayName: Contoso, tenantId: ${CONTOSO}, timeZone: Europe/Berlin, contentTypes: [Audit.Exchange]`
const DAY = 86_400_000
const OCTOBER = Date.UTC(2026, 9, 31, 22, 30)

/** One incident at half past eleven in the evening of 31 October in Berlin, one an hour later, and a restore. */
async function stage() {
  const { store, path } = openTemporaryStore()
  for (const [index, at] of [OCTOBER, OCTOBER + 3_600_000].entries()) {
    const id = recordId(`5e000000-0000-4000-8000-00000000000${index + 1}`)
    const alert = makeAlert({
      id: alertId(`alr_${index + 1}`),
      subject: `forwarding:${index}`,
      happenedAt: at,
      recordIds: [id],
      summary: `Ada's mailbox ${index + 1} now forwards to <out>@evil.example from 192.0.2.7.`,
    })
    await store.records.saveBatch(
      makeBatch({
        contentId: `blob${index}`,
        records: [makeRecord({ id, happenedAt: at })],
        rejected: [],
        alerts: [alert],
      }),
      () => ({
        incidents: [
          {
            incident: makeIncident({ alert, state: index === 0 ? "fixed" : "new" }),
            channels: [],
            notes: [],
            newAlerts: [alert],
          },
        ],
      }),
    )
  }
  const session = makeSession({ createdAt: OCTOBER, initiatedBy: "NORTHWIND\\mara", reason: "Ticket 4711" })
  await store.restores.save("vb365-01", CONTOSO, session, [makeEvent({ startedAt: OCTOBER })])
  const reasons = [{ text: "Veeam recorded the account.", evidenceIds: [] }]
  const key = { server: "vb365-01", session: session.id, tenantId: CONTOSO }
  const who = { grade: "A", person: "NORTHWIND\\mara", candidates: [], reasons } as const
  await store.attributions.store(key, who, NOW, { note: makeNote() })
  const configFile = writeConfig(path, [CUSTOMER])
  const out = join(dirname(path), "report.html")
  const run = async (month: string, customer = "Contoso", json = true): Promise<string> => {
    let said = ""
    const stdout = { write: (text: string) => (said += text) }
    await runReport({ configFile, customer, month, out, json }, { stdout }, NOW)
    return said
  }
  const canary = async (at: number, tookMs?: number): Promise<void> => {
    const one = { tenantId: CONTOSO, marker: String(at), at }
    await store.canaries.begin(one, makeNote())
    await store.canaries.end(one, { writtenAt: at }, makeNote())
    const arrival = { marker: one.marker, note: makeNote() }
    const batch = { tenantId: CONTOSO, records: [], rejected: [], alerts: [] }
    if (tookMs !== undefined)
      await store.records.saveBatch({ ...batch, fetchedAt: at + tookMs, canaries: [arrival] }, () => ({
        incidents: [],
      }))
  }
  return { run, canary, page: () => readFileSync(out, "utf8"), trail: () => store.trail.read(0, 99) }
}

describe("runReport()", () => {
  it("counts what happened in the month of the customer's time zone", async () => {
    const { run } = await stage()

    expect(JSON.parse(await run("2026-10"))).toMatchObject({ incidents: 1, fixed: 1, open: 0 })
    expect(JSON.parse(await run("2026-11"))).toMatchObject({ incidents: 1, fixed: 0, open: 1 })
  })

  it("tells incidents, restores with their grade and reason, and how complete it is", async () => {
    const { run, page } = await stage()
    await run("2026-10")

    expect(page()).toContain("<h1>Contoso: security report for October 2026</h1>")
    expect(page()).toContain("1 incident: 1 put right and checked. 1 restore from the backup was recorded.")
    expect(page()).toMatch(/Restored by mara\..*\(A, confirmed\).*Ticket 4711/s)
    expect(page()).toContain("Audit records are incomplete: Audit.Exchange was never read.")
  })

  it("says how often canaries of the month proved that records arrive, and nothing where none came back", async () => {
    const { run, canary, page } = await stage()
    const proof = /Audit records are .*That they arrive was tried/
    await run("2026-10")
    expect(page()).not.toMatch(proof)
    for (const [index, tookMs] of [20, undefined, 41, 90].entries())
      await canary(OCTOBER - (index + 1) * DAY, tookMs === undefined ? undefined : tookMs * 60_000)
    await canary(OCTOBER + DAY, 60_000)

    await run("2026-10")

    expect(page()).toContain(
      "That they arrive was tried 4 times with a line of our own in your audit log: it came back 3 times, in 41 min as a rule.",
    )
  })

  it("is in the trail, with whoever ran it", async () => {
    const { run, trail } = await stage()
    await run("2026-10")

    expect((await trail()).at(-1)).toMatchObject({
      kind: "view",
      who: expect.stringMatching(/^\S+ at the command line$/),
      tenantId: CONTOSO,
      what: "Writes the report of October 2026 into a file.",
    })
  })

  it("shows the customer no address, no machine of the provider's and no markup from outside", async () => {
    const { run, page } = await stage()
    await run("2026-10")

    expect(page()).toContain("&lt;out&gt;@evil.example.")
    expect(page()).not.toContain("192.0.2.7")
    expect(page()).not.toContain("PC-0417")
    expect(page()).not.toMatch(/<script|https?:/)
  })

  it("says in a sentence what it can't do", async () => {
    const { run } = await stage()

    await expect(run("2026-13")).rejects.toThrow("2026-13 is no month. Write it as 2026-10.")
    await expect(run("2027-01")).rejects.toThrow("January 2027 hasn't begun.")
    await expect(run("2026-10", "adatum")).rejects.toThrow(
      "There is no customer named adatum in the configuration",
    )
  })

  it("says where the page is", async () => {
    const { run } = await stage()

    expect(await run("2026-10", "contoso", false)).toMatch(/report\.html: Contoso, October 2026\.\n$/)
  })
})
