/** From rows of a real store to what monitoring reads over HTTP. */
import { describe, expect, it, onTestFinished } from "vitest"
import { startMetricsServer } from "../src/adapters/http/metrics-server.ts"
import type { Config } from "../src/config/config.ts"
import { tenantId } from "../src/model/ids.ts"
import type { Store } from "../src/ports/store.ts"
import { healthTeller, startMetrics, withMetrics } from "../src/run-metrics.ts"
import { CONTOSO, FABRIKAM, makeItem, makeNote, NOW } from "./adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { open } from "./alert/make-outage.ts"
import { config as sample } from "./command/make.ts"

const MINUTE = 60_000
const [contoso] = sample.customers
if (contoso === undefined) throw new Error("the configuration has a customer")
const customer = { ...contoso, id: CONTOSO }
/** More than are read at once. */
const others = Array.from({ length: 120 }, (_one, index) => ({ ...contoso, id: tenantId(`other ${index}`) }))
const config: Config = { ...sample, metricsPort: 0, customers: [...others, customer] }
const ingest = { waiting: () => 3 }

function groundOf(store: Store, now: () => number, port = 0) {
  const end = { at: NOW + 9_000_000, source: "certificate" } as const
  return {
    config: { ...config, metricsPort: port },
    store,
    book: { get: () => customer },
    credentials: {
      known: () => [{ app: "Bot", kind: "certificate", end } as const],
      refresh: async () => {},
    },
    now,
  } as const
}

async function start(store: Store, clock = { now: NOW + 6 * MINUTE }) {
  const server = await startMetrics(
    groundOf(store, () => clock.now),
    ingest,
  )
  if (server === undefined) throw new Error("metrics are configured")
  onTestFinished(server.close)
  const ask = async (): Promise<string> => (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
  return { ask, clock }
}

/**
 * Two urgent incidents whose cards are owed, an older one of which a newer card is, and one that waits for the morning; a blob
 * and a gap that are open and a gap that is lost, a canary, a fix that runs.
 */
async function fill(store: Store, path: string): Promise<void> {
  await open(store, ["a", "b"])
  await open(store, ["posted", "held"], { level: "low" })
  const gap = { from: NOW - 60 * MINUTE, to: NOW - 30 * MINUTE, cause: "not-running", detail: "x" } as const
  for (const tenant of [CONTOSO, FABRIKAM])
    await store.feed.saveListing(tenant, "Audit.Exchange", {
      items: [makeItem({ contentId: `late ${tenant}`, createdAt: NOW - MINUTE })],
      window: { from: NOW - MINUTE, to: NOW },
      at: NOW,
      cursor: { since: NOW - 60 * MINUTE, watermark: NOW - 2 * MINUTE, lastListedAt: NOW },
      opened: [gap, { ...gap, detail: "lost" }],
    })
  await store.feed.saveHealth(CONTOSO, "Audit.Exchange", "ok", "", NOW)
  await store.feed.saveHealth(config.mspTenantId, 'Audit "mails"', "trouble", "No answer.", NOW)
  await store.signingKeys.keep(config.endpoints.botOpenIdMetadata, { keys: [], at: NOW - 1_000 })
  await store.notices.owe([
    { key: "x", kind: "escalation", to: { kind: "webhook" }, title: "x", lines: [], data: {}, at: NOW },
  ])
  await store.canaries.begin({ tenantId: CONTOSO, marker: "m", at: NOW }, makeNote())
  const raw = openRaw(path)
  raw.exec(`UPDATE incident SET body = json_set(body, '$.times.fetchedAt', ${NOW - 60 * MINUTE}) WHERE id > 2;
    UPDATE card SET wanted = 2, sent = 1 WHERE incident_id = 3; UPDATE card SET held_until = ${NOW} WHERE incident_id = 4;
    UPDATE coverage_gap SET lost_at = ${NOW} WHERE detail = 'lost'`)
  raw.prepare("UPDATE canary SET arrived_at = ?").run(NOW + 500)
  raw
    .prepare(
      `INSERT INTO remediation (tenant_id, incident_id, action, state, requested_by, requested_at, subject)
       VALUES (?, 1, 'stop-forwarding', 'intended', 'Kim', ?, '{}')`,
    )
    .run(CONTOSO, NOW)
}

describe("startMetrics()", () => {
  it("tells how far behind, how much waits and what is wrong, customers by their short names", async () => {
    const { store, path } = openTemporaryStore()
    await fill(store, path)
    const { ask } = await start(store)

    const text = await ask()

    const at = { customer: "contoso", content_type: "Audit.Exchange" }
    expect(figure(text, "watchpost_feed_behind_seconds", at)).toBe(480)
    expect(figure(text, "watchpost_feed_open_blobs", at)).toBe(1)
    expect(figure(text, "watchpost_feed_oldest_open_blob_seconds", at)).toBe(420)
    expect(figure(text, "watchpost_feed_open_gaps", at)).toBe(1)
    expect(text).toContain('watchpost_source_trouble{customer="contoso",source="Audit.Exchange"} 0\n')
    expect(text).toContain('watchpost_source_trouble{customer="(own)",source="Audit \\"mails\\""} 1\n')
    expect(text).toContain(
      `watchpost_source_read_timestamp_seconds{customer="contoso",source="Audit.Exchange"} ${NOW / 1_000}\n`,
    )
    expect(text).toContain(
      `watchpost_canary_arrived_timestamp_seconds{customer="contoso"} ${NOW / 1_000 + 0.5}\n`,
    )
  })

  it("tells of our own work, of what nobody can see, and of our files, keys and credentials", async () => {
    const { store, path } = openTemporaryStore()
    await fill(store, path)
    const { ask } = await start(store)

    const text = await ask()

    expect(figure(text, "watchpost_outbox_waiting", { what: "card" })).toBe(3)
    expect(figure(text, "watchpost_outbox_waiting", { what: "message" })).toBe(0)
    expect(figure(text, "watchpost_outbox_waiting", { what: "webhook" })).toBe(1)
    expect(figure(text, "watchpost_outbox_oldest_seconds", { what: "card" })).toBe(360)
    expect(figure(text, "watchpost_incidents_open", { level: "high" })).toBe(2)
    expect(figure(text, "watchpost_incidents_open", { level: "critical" })).toBe(0)
    expect(figure(text, "watchpost_incidents_undelivered")).toBe(2)
    expect(figure(text, "watchpost_channels_lost")).toBe(0)
    expect(figure(text, "watchpost_fixes_running")).toBe(1)
    expect(figure(text, "watchpost_ingest_queue")).toBe(3)
    expect(figure(text, "watchpost_database_bytes", { part: "main" })).toBeGreaterThan(4_096)
    expect(figure(text, "watchpost_database_bytes", { part: "changes" })).toBeGreaterThan(4_096)
    expect(figure(text, "watchpost_signing_keys_fetched_timestamp_seconds")).toBe(NOW / 1_000 - 1)
    expect(figure(text, "watchpost_credential_ends_timestamp_seconds", { app: "Bot" })).toBe(
      NOW / 1_000 + 9_000,
    )
    expect(figure(text, "process_resident_memory_bytes")).toBeGreaterThan(1e6)
  })

  it("writes lines that the format allows, and no id, name or address of anybody", async () => {
    const { store, path } = openTemporaryStore()
    await fill(store, path)
    const { ask } = await start(store)

    const lines = (await ask()).trimEnd().split("\n")

    const sampleLine =
      /^[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")*\})? [\d.e+]+$/
    expect(lines.filter((line) => !line.startsWith("# ") && !sampleLine.test(line))).toEqual([])
    expect(lines.join("\n")).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|@|Contoso Ltd|bob|fabrikam/i)
  })

  it("says nothing of closed incidents and finished work", async () => {
    const { store, path } = openTemporaryStore()
    await fill(store, path)
    openRaw(path).exec(
      "UPDATE incident SET state = 'fixed'; UPDATE remediation SET state = 'failed'; UPDATE card SET sent = wanted",
    )
    const { ask } = await start(store)

    const text = await ask()

    expect(figure(text, "watchpost_incidents_open", { level: "high" })).toBe(0)
    expect(figure(text, "watchpost_fixes_running")).toBe(0)
    expect(figure(text, "watchpost_incidents_undelivered")).toBe(0)
    expect(text).not.toContain('watchpost_outbox_oldest_seconds{what="card"}')
  })

  it("reads the store once in five seconds, whoever asks how often, and again after a failure", async () => {
    const { store, path } = openTemporaryStore()
    const { ask, clock } = await start(store)
    const high = async (): Promise<number> =>
      figure(await ask(), "watchpost_incidents_open", { level: "high" })

    expect(await high()).toBe(0)
    await open(store, ["a"])
    expect(await high()).toBe(0)
    clock.now += 5_000
    expect(await high()).toBe(1)
    openRaw(path).exec("ALTER TABLE canary RENAME TO gone")
    clock.now += 5_000
    expect(await ask()).toBe("The figures can't be read now.\n")
    openRaw(path).exec("ALTER TABLE gone RENAME TO canary")
    expect(await high()).toBe(1)
  })
})

describe("healthTeller()", () => {
  it("counts the urgent incidents that nobody can see, and is well nevertheless", async () => {
    const { store, path } = openTemporaryStore()
    await fill(store, path)

    expect(await healthTeller(groundOf(store, () => NOW + 6 * MINUTE))()).toEqual({
      ok: true,
      body: { ok: true, sources: 2, trouble: 1, undelivered: 2 },
    })
  })

  it("counts them once in five seconds, whoever asks how often", async () => {
    const { store } = openTemporaryStore()
    const clock = { now: NOW + 6 * MINUTE }
    const tell = healthTeller(groundOf(store, () => clock.now))
    const count = async () => (await tell()).body.undelivered

    expect(await count()).toBe(0)
    await open(store, ["a"])
    expect(await count()).toBe(0)
    clock.now += 5_000
    expect(await count()).toBe(1)
  })
})

describe("withMetrics()", () => {
  it("lets go of the world's door when its own can't be opened", async () => {
    const { store } = openTemporaryStore()
    const taken = await startMetricsServer(0, async () => "")
    onTestFinished(taken.close)
    const closed: string[] = []
    const world = { url: "http://x", close: async () => void closed.push("world") }

    const opening = withMetrics(
      groundOf(store, () => NOW, taken.port),
      ingest,
      Promise.resolve(world),
    )

    await expect(opening).rejects.toThrow(/metrics\.port/)
    expect(closed).toEqual(["world"])
  })
})

function figure(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const parts = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const start = `${name}${parts.length === 0 ? "" : `{${parts.join(",")}}`} `
  const line = text.split("\n").find((one) => one.startsWith(start))
  if (line === undefined) throw new Error(`There is no ${start}in\n${text}`)
  return Number(line.slice(start.length))
}
