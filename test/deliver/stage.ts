/** An outbox in memory and a Teams that notes what it is told, for tests of delivering. */
import type { LaneDeps } from "../../src/deliver/run-lane.ts"
import type { OwedCard } from "../../src/model/delivery.ts"
import { incidentId, tenantId } from "../../src/model/ids.ts"
import type { TrailNote } from "../../src/model/trail-entry.ts"
import type { PostedCard } from "../../src/ports/messenger.ts"
import { makeIncident } from "../card/make-incident.ts"

const TENANT = tenantId("3c1e8a54-1d0b-4f6a-9b1c-2f4f0a6e7d10")
export const START = Date.UTC(2026, 10, 20)

export const channel = (name: string) => ({
  conversationId: `19:${name}@thread.tacv2`,
  serviceUrl: "https://smba.trafficmanager.net/emea/",
  teamsTenantId: TENANT,
})
export const owed = (id: number, change: Partial<OwedCard> = {}): OwedCard => ({
  incidentId: incidentId(id),
  tenantId: TENANT,
  face: "technician",
  channel: channel("triage"),
  wanted: 1,
  sent: 0,
  attempts: 0,
  ...change,
})

const withoutSending = ({ sendingSince: _, ...card }: OwedCard): OwedCard => card

export function stage(cards: readonly OwedCard[]) {
  const rows = cards.map((card) => ({ card, dueAt: START }))
  const state = {
    now: START,
    rows,
    calls: [] as string[],
    notes: [] as TrailNote[],
    failures: [] as { id: number; at: number; reason: string }[],
    logged: [] as string[],
    /** What Teams does with a card; default: takes it. */
    teams: async (_call: string): Promise<void> => {},
    markFails: false,
    /** What a look into the channel finds. */
    find: async (): Promise<PostedCard | undefined> => undefined,
    looks: [] as { marker: string; since: number }[],
  }
  const rowOf = (card: OwedCard) =>
    rows.find((row) => row.card.incidentId === card.incidentId && row.card.channel === card.channel)
  const say = (level: string) => (message: string) => void state.logged.push(`${level}: ${message}`)
  const deps: LaneDeps = {
    now: () => state.now,
    chance: () => 0,
    log: { info: say("info"), warn: say("warn"), error: say("error") },
    incidents: { incident: async (id) => makeIncident({ id }) },
    render: async (card) => ({ summary: `card ${card.incidentId}`, content: {} }),
    prepare: async () => {},
    questionLost: async () => {},
    messenger: {
      post: async (where, card) => {
        state.calls.push(`post ${card.summary} ${where.conversationId}`)
        await state.teams(`post ${card.summary}`)
        return { threadId: `${where.conversationId};messageid=1`, activityId: "1" }
      },
      write: async () => ({ threadId: "chat", activityId: "1" }),
      chatWith: async () => "chat",
      say: async () => ({ threadId: "chat", activityId: "1" }),
      update: async (_where, posted, card) => {
        state.calls.push(`update ${card.summary} ${posted.activityId}`)
        await state.teams(`update ${card.summary}`)
      },
    },
    finder: {
      find: async (_where, marker, since) => {
        state.looks.push({ marker, since })
        return state.find()
      },
    },
    outbox: {
      isOwed: async (card) => rowOf(card) !== undefined,
      sending: async (card, at, dueAgainAt) => {
        const row = rowOf(card)
        if (row === undefined) return
        row.dueAt = dueAgainAt
        row.card = { ...row.card, sendingSince: row.card.sendingSince ?? at }
      },
      notSent: async (card) => {
        const row = rowOf(card)
        if (row) row.card = withoutSending(row.card)
      },
      due: async (now) =>
        rows.filter(({ card, dueAt }) => card.wanted > card.sent && dueAt <= now).map(({ card }) => card),
      nextDue: async () => rows.find(({ card }) => card.wanted > card.sent)?.dueAt,
      sent: async (card, posted, _at, note) => {
        if (state.markFails) throw new Error("the store is closed")
        const row = rowOf(card)
        if (row) row.card = { ...withoutSending(row.card), ...posted, sent: card.wanted, attempts: 0 }
        if (note !== undefined) state.notes.push(note)
      },
      failed: async (card, at, reason) => {
        const row = rowOf(card)
        if (row) {
          row.dueAt = at
          row.card = { ...row.card, attempts: row.card.attempts + 1 }
        }
        state.failures.push({ id: card.incidentId, at, reason })
      },
    },
  }
  return { state, deps }
}
