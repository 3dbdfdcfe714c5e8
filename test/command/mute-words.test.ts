import { describe, expect, it } from "vitest"
import { coversText } from "../../src/command/mute-words.ts"
import { chat } from "./ask.ts"
import { CONTOSO, CONTOSO_CHANNEL, NOW } from "./make.ts"

describe("coversText()", () => {
  it.each([
    [{ kind: "forwarding", target: "kim@contoso.com" }, "forwarding of kim@contoso.com"],
    [
      { kind: "inbox-rule", target: "kim@contoso.com", country: "AT" },
      "inbox rules of kim@contoso.com from Austria",
    ],
    [
      {
        rule: "mailbox-forwarding-outside",
        kind: "forwarding",
        target: "kim@contoso.com",
        actor: "lee@contoso.com",
        destination: "out@fabrikam.com",
        ip: "192.0.2.7",
      },
      "“mailbox forwarding outside” about kim@contoso.com done by lee@contoso.com to out@fabrikam.com from 192.0.2.7",
    ],
  ])("says %j as a person would", (criteria, text) => {
    expect(coversText(criteria)).toBe(text)
  })
})

describe("mutes", () => {
  it("says what is muted, until when and by whom, and keeps reason and address from the customer, also when it is lifted there", async () => {
    const { ask, store } = await chat([])
    const mute = {
      ...{
        tenantId: CONTOSO,
        by: "Kim Vega",
        reason: "the boss travels",
        from: NOW - 60_000,
        until: NOW + 60_000,
      },
      criteria: { kind: "forwarding", target: "kim@contoso.com", ip: "192.0.2.7" },
    }
    await store.mutes.add(mute, { at: NOW, kind: "mute", who: "Kim Vega", what: "Muted.", data: {} })

    const technicians = await ask("mutes")
    const customers = await ask("mutes", { conversationId: CONTOSO_CHANNEL })

    expect(technicians).toContain("Forwarding of kim@contoso.com from 192.0.2.7")
    expect(technicians).toContain("Kim Vega, since 21 Nov 2026, 10:59 CET")
    expect(technicians).toContain("the boss travels")
    expect(customers).toContain("Forwarding of kim@contoso.com from [address]")
    expect(customers).not.toContain("the boss travels")
    expect(await ask("lift mute 1", { conversationId: CONTOSO_CHANNEL })).toContain(
      "people are paged for forwarding of kim@contoso.com from [address] again",
    )
  })
})
