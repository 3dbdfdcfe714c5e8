import { describe, expect, it } from "vitest"
import { credentialLines } from "../../src/command/credential-lines.ts"
import type { CredentialEnd } from "../../src/model/own-credential.ts"
import { fakeStore } from "./fake-store.ts"
import { CONTOSO_CHANNEL, caller, NOW } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const DAY = 86_400_000
const monitor: CredentialEnd = {
  app: "Monitor",
  kind: "certificate",
  end: { at: NOW + 12 * DAY, source: "certificate" },
}
const MISSING = "The bot may not read app registrations."
const unknown = (app: CredentialEnd["app"], problem?: string): CredentialEnd => ({
  ...{ app, kind: "secret" },
  ...(problem === undefined ? {} : { problem }),
})
const LINE = "Our own sign-ins: Monitor's certificate ends in 12 days ("

describe("credentialLines()", () => {
  it("tells of each when it ends, and why nobody knows with what to do instead, once", () => {
    const [ends, ...reasons] = credentialLines(
      [monitor, unknown("Respond", MISSING), unknown("Bot", MISSING)],
      NOW,
    )

    expect(ends).toMatch(
      /^Our own sign-ins: Monitor's certificate ends in 12 days \(\d+ \w+ 2026\), Respond's secret ends nobody knows when, Bot's secret ends nobody knows when\.$/,
    )
    expect(reasons).toEqual([
      `${MISSING} Where that stays so, say the last day in WATCHPOST_RESPOND_SECRET_ENDS, WATCHPOST_BOT_SECRET_ENDS.`,
    ])
  })

  it("says that it wasn't asked yet, and nothing without an app", () => {
    expect(credentialLines([unknown("Bot")], NOW)[1]).toContain("wasn't asked so far")
    expect(credentialLines([], NOW)).toEqual([])
  })

  it("is a part of status where all customers are told of, and of no customer's", async () => {
    const ask = makeHandler({ store: fakeStore({}).store, credentials: () => [monitor] })
    const status = async (text: string, over: Parameters<typeof caller>[0] = {}) =>
      JSON.stringify(await ask({ caller: caller(over), text }))

    expect(await status("status")).toContain(LINE)
    expect(await status("status at contoso")).not.toContain(LINE)
    expect(await status("status", { conversationId: CONTOSO_CHANNEL })).not.toContain(LINE)
  })
})
