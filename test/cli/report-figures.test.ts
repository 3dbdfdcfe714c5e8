/** Every number on a busy month's page is a count over what is stored. */
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { runReport } from "../../src/cli/report.ts"
import type { IncidentState } from "../../src/model/alert.ts"
import { alertId, recordId } from "../../src/model/ids.ts"
import { LEVELS } from "../../src/model/level.ts"
import {
  CHANNEL,
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

const MINUTE = 60_000
const DAY = 86_400_000
/** In Berlin. */
const MONTH = { from: Date.UTC(2026, 8, 30, 22), to: Date.UTC(2026, 9, 31, 23) }
const NOW = Date.UTC(2026, 10, 21, 9)
const CUSTOMER = `name: contoso, displayName: Contoso, tenantId: ${CONTOSO}, timeZone: Europe/Berlin, domains: [contoso.example], contentTypes: [Audit.Exchange]`
const STATES: readonly IncidentState[] = [
  "new",
  "claimed",
  "fixed",
  "fixed",
  "failed",
  "expected",
  "reopened",
]

/** Incident `index` of 60, from two days before the month to two days after it, each posted a minute or more later. */
const story = (index: number) => {
  const happenedAt = MONTH.from - 2 * DAY + Math.floor((index * 35 * DAY) / 60)
  return {
    happenedAt,
    state: STATES[index % STATES.length] ?? "new",
    level: LEVELS[index % LEVELS.length] ?? "low",
    publishedAt: happenedAt + MINUTE,
    postedAt: happenedAt + (2 + (index % 9)) * MINUTE,
    actor: ["ada@contoso.example", "bob@contoso.example", "eve@partner.example"][index % 3] ?? "",
    isAnswered: index % 4 === 0,
  }
}
const STORIES = Array.from({ length: 60 }, (_, index) => story(index))
const inMonth = ({ happenedAt }: { readonly happenedAt: number }): boolean =>
  happenedAt >= MONTH.from && happenedAt < MONTH.to
const OCTOBER = STORIES.filter(inMonth)

async function busyMonth(): Promise<string> {
  const { store, path } = openTemporaryStore()
  for (const [index, one] of STORIES.entries()) {
    const id = recordId(`5e000000-0000-4000-8000-${String(index).padStart(12, "0")}`)
    const { happenedAt, publishedAt, postedAt } = one
    const alert = makeAlert({
      ...{ id: alertId(`alr_${index}`), subject: `forwarding:${index}`, happenedAt },
      recordIds: [id],
    })
    const incident = makeIncident({
      ...{ alert, state: one.state, level: one.level },
      times: { happenedAt, publishedAt, fetchedAt: publishedAt, postedAt },
      ...(one.isAnswered ? { customerAnswer: { answer: "expected", by: "Megan", at: postedAt } } : {}),
    })
    const actor = { kind: "user", id: one.actor, upn: one.actor } as const
    await store.records.saveBatch(
      makeBatch({
        contentId: `blob${index}`,
        records: [makeRecord({ id, happenedAt, actor })],
        rejected: [],
        alerts: [alert],
      }),
      () => ({
        incidents: [
          { incident, channels: [{ face: "technician", channel: CHANNEL }], notes: [], newAlerts: [alert] },
        ],
      }),
    )
    await store.restores.save("vb365-01", CONTOSO, makeSession({ id: `s${index}`, createdAt: happenedAt }), [
      makeEvent({
        sessionId: `s${index}`,
        startedAt: happenedAt,
        type: index % 2 === 0 ? "Restore" : "View",
      }),
    ])
  }
  await fixes(store)
  const facts = { product: "8.3.0.2201", version: "v8" as const, installation: "i-1", clockAheadMs: 0 }
  await store.backups.saveReading("vb365-01", facts, MONTH.from + DAY)
  await store.feed.saveHealth(CONTOSO, "Veeam vb365-01", "ok", "", NOW)
  const cursor = { since: MONTH.from - 40 * DAY, watermark: NOW, lastListedAt: NOW }
  const listing = { items: [], window: { from: cursor.since, to: NOW }, at: NOW, cursor }
  await store.feed.saveListing(CONTOSO, "Audit.Exchange", listing)
  const configFile = writeConfig(path, [CUSTOMER])
  const out = join(dirname(path), "report.html")
  const asked = { configFile, customer: "contoso", month: "2026-10", out, json: true }
  await runReport(asked, { stdout: { write: () => true } }, NOW)
  return readFileSync(out, "utf8")
}

/** Of each fifth incident a fix that worked, of each seventh one that didn't. */
async function fixes(store: ReturnType<typeof openTemporaryStore>["store"]): Promise<void> {
  const stored = await store.incidents.list({ tenants: [CONTOSO], limit: 100 })
  for (const { id, alert } of stored) {
    const index = Number(alert.id.slice("alr_".length))
    if (index % 5 !== 0 && index % 7 !== 0) continue
    const { remediation } = await store.journal.request(
      {
        ...{ tenantId: CONTOSO, incidentId: id, action: "stop-forwarding", subject: {} },
        ...{ requestedBy: "Kim", requestedAt: alert.happenedAt },
      },
      makeNote(),
    )
    await store.journal.intend(remediation.id, { before: {}, plan: [] }, makeNote())
    const end = { state: index % 5 === 0 ? "verified" : "failed", finishedAt: fixedAt(index) } as const
    await store.journal.finish(remediation.id, end, makeNote())
  }
}

const fixedAt = (index: number): number => story(index).postedAt + (10 + index) * MINUTE

const count = <T>(items: readonly T[], test: (item: T) => boolean): number => items.filter(test).length
const medianOf = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
}
const indexIn = (one: (typeof STORIES)[number]): number => STORIES.indexOf(one)

describe("the figures of a busy month", () => {
  it("are counts over what is stored, wherever the page tells them", async () => {
    const page = await busyMonth()
    const tile = (label: string): string | undefined => new RegExp(`<b>([^<]*)</b>${label}`).exec(page)?.[1]
    const rows = (heading: string): number =>
      page
        .split(`<h2>${heading}</h2>`)[1]
        ?.split("<h2>")[0]
        ?.match(/<td class="when">/g)?.length ?? 0
    const restores = count(OCTOBER, (one) => indexIn(one) % 2 === 0)
    const of = (actor: string): number => count(OCTOBER, (one) => one.actor.startsWith(actor))

    expect(tile("incidents")).toBe(String(OCTOBER.length))
    for (const level of LEVELS) {
      expect(tile(`of level ${level}`)).toBe(String(count(OCTOBER, (one) => one.level === level)))
    }
    expect(rows("What was seen, what was done, how it ended")).toBe(OCTOBER.length)
    const [fixed, harmless] = [count(OCTOBER, isIn("fixed")), count(OCTOBER, isIn("expected"))]
    expect(page).toContain(
      `${OCTOBER.length} incidents: ${fixed} put right and checked, ${harmless} found harmless, ${OCTOBER.length - fixed - harmless} still open. In September 2026 there were ${count(STORIES, (one) => one.happenedAt < MONTH.from)}.`,
    )
    expect(page).toContain(
      "A backup server was first read 2 Oct 2026, 00:00 CEST: what was deleted there before",
    )
    expect(page).not.toMatch(/not watched|Watched from|Watched until/)
    const bars = [...page.matchAll(/<title>(\d+) October: (\d+) incidents?<\/title>/g)]
    expect(bars).toHaveLength(31)
    expect(bars.reduce((sum, [, , number]) => sum + Number(number), 0)).toBe(OCTOBER.length)
    const proven = OCTOBER.filter((one) => indexIn(one) % 5 === 0)
    const failed = count(OCTOBER, (one) => indexIn(one) % 5 !== 0 && indexIn(one) % 7 === 0)
    expect(tile(`fixes proven, ${failed} not`)).toBe(String(proven.length))
    expect(tile("answered by you")).toBe(String(count(OCTOBER, (one) => one.isAnswered)))
    expect(tile("restores")).toBe(String(restores))
    expect(rows("Restores from the backup")).toBe(restores)
    expect(tile("records looked through")).toBe(String(OCTOBER.length))
    const toCard = medianOf(OCTOBER.map((one) => one.postedAt - one.publishedAt)) / MINUTE
    expect(tile("until it was reported")).toBe(`${toCard} min`)
    const toFix = medianOf(proven.map((one) => fixedAt(indexIn(one)) - one.postedAt)) / MINUTE
    expect(tile("until it was put right")).toBe(`${toFix} min`)
    expect(page).toContain(`>ada@contoso.example</td><td class="short" data-name="Changes">${of("ada")}<`)
    expect(page).toContain(`>bob@contoso.example</td><td class="short" data-name="Changes">${of("bob")}<`)
    expect(page).toContain(`(apps, services, providers): ${of("eve")} changes.`)
  })
})

const isIn =
  (state: IncidentState) =>
  (one: (typeof STORIES)[number]): boolean =>
    one.state === state
