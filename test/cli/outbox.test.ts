/** `watchpost outbox` beside a database that the product holds open. */
import { describe, expect, it } from "vitest"
import { runOutboxView } from "../../src/cli/outbox.ts"
import type { Store } from "../../src/ports/store.ts"
import { NOW } from "../adapters/sqlite/make-rows.ts"
import { openIncident, openRaw, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { writeConfig } from "./write-config.ts"

const KIM = "51a7c0de-0000-4000-8000-000000000007"

function stage() {
  const { store, path } = openTemporaryStore()
  const configFile = writeConfig(path)
  const run = async (json = false): Promise<string> => {
    let text = ""
    await runOutboxView({ configFile, json }, { stdout: { write: (part) => (text += part) } })
    return text
  }
  return { store, run, path }
}

async function failOnce(store: Store): Promise<void> {
  const [card] = await store.outbox.due(NOW, 1)
  if (card === undefined) throw new Error("nothing is owed")
  await store.outbox.failed(card, NOW + 60_000, "Teams does not answer right now.")
}

describe("runOutboxView()", () => {
  it("says that nothing waits where nothing does", async () => {
    expect(await stage().run()).toBe("Nothing waits: everything that is owed is in Teams.\n")
  })

  it("names where something waits, how often it was tried and why it failed", async () => {
    const { store, run } = stage()
    await openIncident(store, "technician", "customer")
    await failOnce(store)

    expect(await run()).toMatch(
      /^where +owed +tries +next try \(UTC\) +why\nthe triage channel +2 +1 +2026-11-20T09:31:00 +Teams does not answer right now\.\n$/,
    )
  })

  it("answers also beside a damaged row", async () => {
    const { store, run, path } = stage()
    await store.notices.owe([
      { key: "a", kind: "digest", to: { kind: "webhook" }, title: "x", lines: [], data: {}, at: NOW },
    ])
    openRaw(path).exec("UPDATE notice SET body = substr(body, 1, 20)")

    expect(JSON.parse(await run(true))).toMatchObject({ place: "a damaged row", count: 1 })
  })

  it("names people who are called, and answers JSON", async () => {
    const { store, run } = stage()
    await store.notices.owe([
      {
        key: "a",
        kind: "escalation",
        to: { kind: "person", person: { objectId: KIM, name: "Kim Vega" } },
        title: "Nobody has taken this incident",
        lines: [],
        data: {},
        at: NOW,
      },
    ])

    expect(JSON.parse(await run(true))).toEqual({
      name: "Kim Vega",
      place: KIM,
      count: 1,
      attempts: 0,
      nextAttemptAt: 0,
    })
  })
})
