/** "Who restored" where nobody can know: the answer says why, and never takes it for nothing. */
import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribute/attribute.ts"
import { leftOpen } from "../../src/attribute/left-open.ts"
import { answerRestores, type RestoresOfCustomer } from "../../src/command/answer-restores.ts"
import type { Face } from "../../src/model/delivery.ts"
import type { Attribution } from "../../src/model/restore-evidence.ts"
import type { StoredRestore } from "../../src/ports/restore-store.ts"
import { CONTOSO, config, event, health, NOW, restore, weighed } from "./make.ts"

const [customer] = config.customers.filter(({ id }) => id === CONTOSO)
if (customer === undefined) throw new Error("the test configuration names contoso")

const DAY = 86_400_000
const linesOf = (face: Face, restores: readonly StoredRestore[], over: Partial<RestoresOfCustomer>): string =>
  answerRestores({
    mailbox: "ben@contoso.com",
    periodName: "this week",
    customers: [
      {
        customer,
        period: { from: NOW - DAY, to: NOW + DAY },
        restores,
        answers: weighed(restores),
        ...over,
      },
    ],
    health: [health({ tenantId: CONTOSO, source: "Veeam vb365-01" })],
    servers: ["vb365-01"],
    face,
    now: NOW,
  }).lines.join("\n")

describe("answerRestores() of a session that was deleted in a time without a reading", () => {
  const { session, ...rest } = restore({}, [event({ type: "View", mailbox: "lena@contoso.com" })])
  const { endedAt: _open, ...running } = session
  const because = "The backup server was not read, and the session was deleted before it could be read again."
  const unread: Attribution = {
    grade: "U",
    candidates: [],
    reasons: [{ text: because, evidenceIds: [] }],
    missing: ["vb365-01 was not read: Watchpost was not running."],
  }

  it.each(["technician", "customer"] as const)(
    "says to a %s why it isn't known, whatever mailbox is asked for, and doesn't call it only opened",
    (face) => {
      const gone = { ...rest, session: running, goneAt: NOW }
      const lines = linesOf(face, [gone], { answers: new Map([[running.id, unread]]) })

      expect(lines).toContain(`Unknown: ${because}`)
      expect(lines).not.toContain("opened, not restored")
      expect(lines.includes("Watchpost was not running")).toBe(face === "technician")
    },
  )
})

describe("answerRestores() of a session that was deleted", () => {
  const { session, ...rest } = restore({}, [])
  const { endedAt: _open, ...running } = session
  const gone = { ...rest, session: running, goneAt: NOW }
  const view = { ...gone, events: [event({ type: "View" })] }

  it.each([
    ["before anything of it was read", gone, "before what it did could be read"],
    ["while it ran, when it had only opened something", view, "whether anything was restored"],
  ])("says that it is unknown what was done: %s", (_what, restored, because) => {
    const { unknownBecause } = leftOpen(restored, [])
    const answer = attribute(running, restored.events, [], {
      ...{ sharedAccounts: [], skewMs: () => 0 },
      ...(unknownBecause === undefined ? {} : { unknownBecause }),
    })
    const lines = linesOf("customer", [restored], { answers: new Map([[running.id, answer]]) })

    expect(lines).toContain("Unknown: The session was deleted on the backup server")
    expect(lines).toContain(because)
    expect(lines).not.toContain("opened, not restored")
  })

  it("doesn't call it only opened before its evidence was weighed", () => {
    const lines = linesOf("technician", [view], { answers: new Map() })

    expect(lines).toContain("Unknown: The evidence isn't weighed.")
    expect(lines).not.toContain("opened, not restored")
  })
})

describe("answerRestores() of an organization that may be another customer's", () => {
  const because = "because a backup server has an organization that may be this customer's or another's"

  it("says unknown instead of none", () => {
    const lines = linesOf("customer", [], { isUnclear: true })

    expect(lines).toContain(`unknown, ${because}`)
    expect(lines).not.toContain("no restore")
  })

  it("says beside a hit that there may be more", () => {
    const lines = linesOf("customer", [restore({}, [event()])], { isUnclear: true })

    expect(lines).toContain(`whether there were more is unknown, ${because}`)
  })
})
