import { describe, expect, it } from "vitest"
import type { Alert } from "../../src/model/alert.ts"
import { accountOf, subjectOf } from "../../src/respond/subject.ts"

type Part = Pick<Alert, "target" | "object" | "actor">

const VICTIM = { kind: "mailbox", id: "lena@contoso.example", name: "lena@contoso.example" } as const
const ADMIN = { kind: "user", id: "ada@contoso.example", upn: "ada@contoso.example" } as const
const RULE = { kind: "other", id: "out@evil.example", name: "out@evil.example" } as const

const account = (over: Partial<Part>): string =>
  accountOf(subjectOf({ target: VICTIM, object: {}, actor: ADMIN, ...over }))

describe("accountOf()", () => {
  it.each([
    [
      "the account that the alert names",
      { object: { user: "anna@contoso.example" } },
      "anna@contoso.example",
    ],
    [
      "its object id before its name",
      { object: { userId: "5e000000-0000-4000-8000-000000000001", user: "anna" } },
      "5e000000-0000-4000-8000-000000000001",
    ],
    [
      "a guest by the whole sign-in name",
      { object: { user: "kim_northwind.example#EXT#@contoso.onmicrosoft.example" } },
      "kim_northwind.example#EXT#@contoso.onmicrosoft.example",
    ],
    ["the mailbox, when nobody else is named", {}, "lena@contoso.example"],
    [
      "the mailbox's sign-in name, when its alias stands first",
      { target: { kind: "mailbox", id: "lena", name: "lena@contoso.example" } },
      "lena@contoso.example",
    ],
    ["who did it, when the alert is about no mailbox", { target: RULE }, "ada@contoso.example"],
  ] as const)("is %s", (_what, over, wanted) => {
    expect(account(over)).toBe(wanted)
  })

  it.each([
    ["the victim, when whoever got the right has no sign-in name", { object: { user: "anna.berg" } }],
    ["one of several", { object: { user: "anna@contoso.example; bo@contoso.example" } }],
    [
      "a rule that is named like an address, when an app made it",
      { target: RULE, actor: { kind: "application", id: "app" } },
    ],
  ] as const)("is never %s", (_what, over) => {
    expect(() => account(over)).toThrow("The alert doesn't name the account exactly")
  })
})
