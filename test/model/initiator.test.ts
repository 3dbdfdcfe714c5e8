import { describe, expect, it } from "vitest"
import { maybeSameAccount } from "../../src/model/initiator.ts"

const OURS = "NORTHWIND\\svc-watchpost"

describe("maybeSameAccount()", () => {
  it.each([
    "northwind\\SVC-Watchpost",
    "northwind.local\\svc-watchpost",
    "svc-watchpost@northwind.local",
    ".\\svc-watchpost",
    "svc-watchpost",
  ])("takes %s for the account that we use, however it was typed", (typed) => {
    expect(maybeSameAccount(OURS, typed)).toBe(true)
    expect(maybeSameAccount(typed, OURS)).toBe(true)
  })

  it.each(["VB365\\svc-watchpost", "svc-watchpost@contoso.example", "NORTHWIND\\svc-watch", "NORTHWIND"])(
    "takes %s for another",
    (typed) => {
      expect(maybeSameAccount(OURS, typed)).toBe(false)
    },
  )
})
