/** The question to a mailbox's owner goes out once, to the very person, or technicians are told that it didn't. */
import { describe, expect, it } from "vitest"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import type { Incident } from "../../src/model/alert.ts"
import { DeliveryError, UpstreamError } from "../../src/model/errors.ts"
import { HAPPENED, makeIncident } from "../card/make-incident.ts"
import { channel, owed, START, stage } from "./stage.ts"

const OWNER = { objectId: "22222222-bbbb-4bbb-8bbb-000000000009", name: "Anna Lindt", names: [] }
const CHAT = { ...channel("x"), conversationId: "a:anna" }
const asked: Incident = makeIncident({
  ownerQuestion: {
    owner: OWNER,
    by: "Kim Vega",
    at: START,
    until: START + 86_400_000,
    about: { sentence: "Mail is forwarded.", happenedAt: HAPPENED, timeZone: "UTC" },
  },
})
const refused = new DeliveryError("ERR_DELIVERY_REFUSED", "Refused.", { lostChannel: true })
const away = new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Teams does not answer right now.")
const slower = new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slower.", { retryAfterMs: 1_000 })

type Parts = {
  readonly incident?: Incident
  readonly chatWith?: () => Promise<string>
  readonly say?: () => Promise<void>
  readonly update?: () => Promise<void>
  readonly card?: Parameters<typeof owed>[1]
}

function questionStage({ incident = asked, chatWith = async () => "a:anna", say, update, card }: Parts = {}) {
  const { state, deps } = stage([owed(7, { face: "mailbox-owner", channel: CHAT, ...card })])
  const said: string[] = []
  const lost: string[] = []
  const run = createOutboxRunner({
    ...deps,
    incidents: { incident: async () => incident },
    messenger: {
      ...deps.messenger,
      chatWith: async ({ objectId }) => {
        expect(objectId).toBe(OWNER.objectId)
        return chatWith()
      },
      say: async (where) => {
        said.push(where.conversationId)
        await say?.()
        return { threadId: where.conversationId, activityId: "9" }
      },
      update: async () => {
        said.push("edit")
        await update?.()
      },
    },
    questionLost: async (_id, reason) => {
      lost.push(reason)
      state.rows.length = 0
    },
  })
  const look = (at = START) => {
    state.now = at
    return run.runOnce(AbortSignal.timeout(5_000))
  }
  return { state, said, lost, look }
}

describe("a question to a mailbox's owner", () => {
  it("goes into the chat that Teams names as theirs, once, with its entry in the trail", async () => {
    const one = questionStage()

    await one.look()
    await one.look(START + 60_000)

    expect(one.said).toEqual(["a:anna"])
    expect(one.state.notes).toMatchObject([
      { kind: "delivery", what: expect.stringContaining("Posted the mailbox-owner") },
    ])
    expect(one.state.calls).toEqual([])
  })

  it("isn't sent into a chat that is somebody else's by now", async () => {
    const one = questionStage({ chatWith: async () => "a:other" })

    await one.look()

    expect([one.said, one.lost]).toEqual([[], [expect.stringContaining("isn't theirs")]])
  })

  it("isn't sent a second time when nobody knows whether it arrived", async () => {
    const one = questionStage({ say: () => Promise.reject(away) })

    await one.look()
    await one.look(START + 60_000)

    expect(one.said).toEqual(["a:anna"])
    expect(one.lost).toEqual([expect.stringContaining("no clear answer")])
  })

  it("isn't sent a second time after the process died on the way", async () => {
    const one = questionStage({ card: { sendingSince: START - 10_000 } })

    await one.look()

    expect([one.said, one.lost.length]).toEqual([[], 1])
  })

  it.each<[string, Parts]>([
    ["Teams wants it slower", { say: twice(slower) }],
    ["the chat couldn't be asked for", { chatWith: twiceText(away, "a:anna") }],
  ])("is tried again when %s: nothing was sent", async (_why, parts) => {
    const one = questionStage(parts)

    await one.look()
    await one.look(START + 120_000)

    expect(one.lost).toEqual([])
    expect(one.state.rows[0]?.card).toMatchObject({ sent: 1, activityId: "9" })
  })

  it.each<[string, Parts, string]>([
    ["the app was removed", { say: () => Promise.reject(refused) }, "the app was removed, or blocked"],
    [
      "Teams knows no such chat",
      { chatWith: () => Promise.reject(refused) },
      "the app was removed, or blocked",
    ],
    ["the incident was closed before", { incident: { ...asked, state: "fixed" } }, "over before"],
    ["its time was over before", { incident: ended() }, "over before"],
  ])("is given up and told when %s", async (_why, parts, words) => {
    const one = questionStage(parts)

    await one.look()
    await one.look(START + 60_000)

    expect(one.lost).toEqual([expect.stringContaining(words)])
  })

  it("is edited where it is, and left alone when whoever was asked removed it", async () => {
    const there = { activityId: "9", threadId: "a:anna" }
    const one = questionStage({ card: there, update: () => Promise.reject(refused) })

    await one.look()

    expect([one.said, one.lost, one.state.notes]).toEqual([["edit"], [], []])
    expect(one.state.rows[0]?.card.sent).toBe(1)
  })
})

function ended(): Incident {
  const { ownerQuestion } = asked
  return {
    ...asked,
    ...(ownerQuestion && { ownerQuestion: { ...ownerQuestion, ended: { why: "no-answer", at: START } } }),
  }
}

/** Fails the first time. */
function twice(error: Error): () => Promise<void> {
  let tries = 0
  return async () => {
    tries += 1
    if (tries === 1) throw error
  }
}

function twiceText(error: Error, text: string): () => Promise<string> {
  const once = twice(error)
  return async () => {
    await once()
    return text
  }
}
