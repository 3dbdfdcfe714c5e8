/** Which rule is meant by what somebody typed. */
import { describe, expect, it } from "vitest"
import { ruleCalled } from "../../src/command/rule-called.ts"

const RULES = [
  { name: "mailbox-forwarding-outside", title: "Mailbox forwards outside" },
  { name: "mailbox-forwarding-inside", title: "Mailbox forwards to a colleague" },
  { name: "inbox-rule-hides", title: "A rule hides mail" },
  { name: "audit-off", title: "Audit log switched off" },
  { name: "audit-off-and-on", title: "Audit log switched off and on" },
]

describe("ruleCalled()", () => {
  it.each([
    ["its name", "mailbox-forwarding-outside", "mailbox-forwarding-outside"],
    ["its name with blanks", "Mailbox Forwarding Outside", "mailbox-forwarding-outside"],
    ["its title", "a rule hides mail", "inbox-rule-hides"],
    ["words that only it has", "outside forwards", "mailbox-forwarding-outside"],
    ["a name that others begin with", "audit-off", "audit-off"],
    ["a title that others begin with", "Audit log switched off", "audit-off"],
  ])("takes a rule by %s", (_by, typed, name) => {
    expect(ruleCalled(typed, RULES)).toMatchObject({ rule: { name } })
  })

  it("asks back where several fit", () => {
    expect(ruleCalled("mailbox forwards", RULES)).toEqual({
      names: ["mailbox-forwarding-outside", "mailbox-forwarding-inside"],
      fits: true,
    })
  })

  it("takes none that is only near", () => {
    expect(ruleCalled("mailbox-forwading-outsid", RULES)).toMatchObject({
      names: expect.arrayContaining(["mailbox-forwarding-outside"]),
      fits: false,
    })
  })

  it.each(["zzz qqq", "…", "-"])("knows nothing like “%s”", (typed) => {
    expect(ruleCalled(typed, RULES)).toEqual({ names: [], fits: false })
  })
})
