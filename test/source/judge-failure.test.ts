import { describe, expect, it } from "vitest"
import { ContentError, TenantError } from "../../src/model/errors.ts"
import { judgeFailure } from "../../src/source/judge-failure.ts"
import { contentItem } from "./fake-feed.ts"
import { START, upstream } from "./poll-rig.ts"

const item = (strikes = 0, attempts = strikes) => ({ ...contentItem("b1", START), attempts, strikes })
const moment = { now: START, jitter: 0 }
const content = (kind: ContentError["kind"]) => new ContentError(kind, "It can't be had.")

describe("judgeFailure()", () => {
  it.each([
    ["gone", "lost"],
    ["unreadable", "unreadable"],
  ] as const)("gives a blob that is %s several tries, then ends it as %s", (kind, state) => {
    expect(judgeFailure(item(3), content(kind), moment)).toMatchObject({
      kind: "again",
      postponement: { strike: true },
    })
    expect(judgeFailure(item(4), content(kind), moment)).toEqual({ kind: "give-up", state })
  })

  it.each([
    ["expired", "lost"],
    ["too-large", "too-large"],
  ] as const)("ends a blob that is %s at once", (kind, state) => {
    expect(judgeFailure(item(), content(kind), moment)).toEqual({ kind: "give-up", state })
  })

  it("never ends a blob for trouble on the way to it, however often, while it is offered", () => {
    for (const error of [
      upstream(),
      new TenantError("ERR_TENANT_NO_CONSENT", "No."),
      new Error("disk full"),
    ]) {
      expect(judgeFailure(item(0, 500), error, moment)).toEqual({
        kind: "again",
        postponement: { nextAttemptAt: START + 3_600_000, strike: false },
      })
    }
  })

  it("ends a blob that failed to its expiration", () => {
    const expired = { ...item(), expiresAt: START }

    expect(judgeFailure(expired, upstream(), moment)).toEqual({ kind: "give-up", state: "lost" })
  })
})
