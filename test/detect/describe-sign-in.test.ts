import { describe, expect, it } from "vitest"
import { describeAct } from "../../src/detect/describe-act.ts"
import { makeContext } from "../make/make-record.ts"
import { makeFailure, makeSignIn } from "../make/make-sign-in.ts"

const context = makeContext({ country: () => "NG" })
const tell = (record: ReturnType<typeof makeSignIn>) => describeAct(record, "sign-in", context)

describe("describeSignIn()", () => {
  it("says who got in, to what, from where and what is odd about it", () => {
    const act = tell(makeSignIn({ extended: { UserAgent: "axios/1.7.9" } }))

    expect(act.sentence).toBe(
      "anna.berg@contoso.example signed in to Outlook on the web from Nigeria (203.0.113.24): axios signed in to Outlook on the web.",
    )
    expect(act.subject).toBe("sign-in:anna.berg@contoso.example")
    expect(act.object).toMatchObject({ user: "anna.berg@contoso.example", ip: "203.0.113.24" })
  })

  it("doesn't accuse the owner of the account of a failure", () => {
    expect(tell(makeFailure("50126", "InvalidUserNameOrPassword")).sentence).toBe(
      "Somebody failed to sign in as anna.berg@contoso.example to Outlook on the web from Nigeria (203.0.113.24): wrong password.",
    )
  })

  it("names the address where the account isn't known", () => {
    const act = tell(makeFailure("50034", "UserAccountNotFound", { raw: { UserId: "Not Available" } }))

    expect(act.subject).toBe("sign-in:203.0.113.24")
    expect(act.object).not.toHaveProperty("user")
  })

  it("gives Microsoft's own relays no country", () => {
    expect(tell(makeSignIn({ raw: { ClientIP: "2a01:111:f100::1" } })).sentence).toBe(
      "anna.berg@contoso.example signed in to Outlook on the web.",
    )
  })
})
