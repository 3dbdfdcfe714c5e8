import { describe, expect, it } from "vitest"
import { type Scope, scopeOf } from "../../src/command/command-scope.ts"
import { stuckLines } from "../../src/command/run-stuck-lines.ts"
import { tenantId } from "../../src/model/ids.ts"
import { openRaw, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { CONTOSO_CHANNEL, caller, config, NOW, SAM, TRIAGE } from "./make.ts"

const scope = (over: Parameters<typeof caller>[0] = {}): Scope => {
  const found = scopeOf(caller(over), config)
  if (!found.allowed) throw new Error(found.sentence)
  return found
}

async function stage() {
  const { store } = openTemporaryStore()
  const where = { conversationId: CONTOSO_CHANNEL, serviceUrl: "https://x.example" }
  const to = { kind: "channel", channel: { ...where, teamsTenantId: config.mspTenantId } } as const
  const notice = { kind: "channel-lost", to, title: "x", lines: [], data: {}, at: NOW } as const
  await store.channels.noteLost(where, "The channel is gone.", { ...notice, key: "lost" })
  const waiting = [
    { place: CONTOSO_CHANNEL, count: 4, attempts: 9, nextAttemptAt: 0, problem: "x" },
    { place: TRIAGE, count: 2, attempts: 3, nextAttemptAt: 0, problem: "Teams does not answer right now." },
  ]
  return { channels: store.channels, damage: store.damage, outbox: { waiting: async () => waiting } }
}

describe("stuckLines()", () => {
  it("tells technicians which channel is lost, and where cards are stuck", async () => {
    expect(await stuckLines(scope(), config, await stage())).toEqual([
      "4 cards wait for Contoso Ltd's channel: The channel is gone.",
      "2 cards wait for the triage channel: Teams does not answer right now.",
    ])
  })

  it("tells nobody of other customers' channels, and customers nothing", async () => {
    const store = await stage()

    expect(await stuckLines(scope({ objectId: SAM }), config, store)).toEqual([
      "2 cards wait for the triage channel: Teams does not answer right now.",
    ])
    expect(await stuckLines(scope({ conversationId: CONTOSO_CHANNEL }), config, store)).toEqual([])
  })

  it("tells of technicians' own channels and of the webhook, too", async () => {
    const { channels, damage } = openTemporaryStore().store
    const stuck = { count: 3, attempts: 7, nextAttemptAt: 0, problem: "It does not answer." }
    const outbox = {
      waiting: async () => [
        { ...stuck, place: "19:extra" },
        { ...stuck, place: "webhook" },
      ],
    }
    const to = [{ ...config.triageChannel, conversationId: "19:extra" }]

    expect(await stuckLines(scope(), { ...config, routes: [{ to }] }, { channels, damage, outbox })).toEqual([
      "3 cards wait for a channel of technicians: It does not answer.",
      "3 calls wait for escalation.webhook: It does not answer.",
    ])
  })

  it("is silent about what passes by itself", async () => {
    const { channels, damage } = openTemporaryStore().store
    const outbox = { waiting: async () => [{ place: TRIAGE, count: 2, attempts: 2, nextAttemptAt: 0 }] }

    expect(await stuckLines(scope(), config, { channels, damage, outbox })).toEqual([])
  })

  it.each([
    [
      ["ann"],
      "The database's row ann in table first_sweep is damaged; restore it from a backup. Until then it is left out.",
    ],
    [
      ["ann", "bob"],
      "2 rows of the database are damaged and left out. The first: The database's row ann in table first_sweep is damaged; restore it from a backup.",
    ],
  ])("tells technicians, and no customer, that %j can't be read", async (rows, sentence) => {
    const { store, path } = openTemporaryStore()
    for (const row of rows) {
      openRaw(path).prepare("INSERT INTO first_sweep (tenant_id, body) VALUES (?, 'torn')").run(row)
      await store.sweeps.sweep(tenantId(row))
    }

    expect(await stuckLines(scope(), config, store)).toEqual([sentence])
    expect(await stuckLines(scope({ conversationId: CONTOSO_CHANNEL }), config, store)).toEqual([])
  })
})
