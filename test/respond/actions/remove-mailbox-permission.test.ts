import { describe, expect, it } from "vitest"
import { removeMailboxPermission as fix } from "../../../src/respond/actions/remove-mailbox-permission.ts"
import { reachOf } from "../../../src/respond/reach.ts"
import { createFakeExchange, type FakeMailbox, fakeMailbox } from "../../fakes/mailbox-admin.ts"
import { CONTOSO } from "../make-case.ts"

const signal = new AbortController().signal
const ROB = {
  Guid: "aaaaaaaa-0000-4000-8000-000000000001",
  PrimarySmtpAddress: "rob@contoso.example",
  Alias: "rob",
  DisplayName: "Rob Stone",
  DistinguishedName: "CN=rob,OU=contoso.example",
}
const EVE = {
  Guid: "aaaaaaaa-0000-4000-8000-000000000002",
  PrimarySmtpAddress: "eve@contoso.example",
  Alias: "eve",
  DisplayName: "Eve Hall",
  DistinguishedName: "CN=eve,OU=contoso.example",
}

const exchangeWith = (fields: Partial<FakeMailbox>) =>
  createFakeExchange([fakeMailbox({ upn: "joe@contoso.example", ...fields })], [ROB, EVE])

const subjectWith = (fields: Record<string, string> = {}) => ({
  mailbox: "joe@contoso.example",
  targetName: "joe@contoso.example",
  user: "rob@contoso.example",
  accessRights: "FullAccess",
  ...fields,
})

const full = (User: string, AccessRights = ["FullAccess"]) => ({ User, AccessRights })

describe("removeMailboxPermission", () => {
  it("takes back exactly what the event gave and the person holds, and leaves the rest", async () => {
    const exchange = exchangeWith({
      permissions: [full("rob@contoso.example", ["FullAccess, ReadPermission"]), full("eve@contoso.example")],
    })
    const subject = subjectWith({ accessRights: "FullAccess, DeleteItem" })
    const before = await fix.read(subject, reachOf(exchange, CONTOSO, signal))

    const plan = fix.plan(subject, before)
    for (const call of plan) await exchange.invoke(CONTOSO, call, undefined, signal)

    expect(plan).toEqual([
      {
        cmdlet: "Remove-MailboxPermission",
        parameters: {
          Identity: "joe@contoso.example",
          User: "rob@contoso.example",
          AccessRights: ["FullAccess"],
          InheritanceType: "All",
          Confirm: false,
        },
      },
    ])
    expect(exchange.mailboxes[0]?.permissions).toEqual([
      full("rob@contoso.example", ["ReadPermission"]),
      full("eve@contoso.example"),
    ])
    const after = await fix.read(fix.pin(subject, before), reachOf(exchange, CONTOSO, signal))
    expect(fix.isDone(subject, after)).toBe(true)
    expect(fix.describe(before, after)).toContain("no longer has FullAccess")
  })

  it("takes back SendAs from the other list, and gives it again when undone", async () => {
    const sendAs = [full("rob@contoso.example", ["SendAs"])].map(({ User, AccessRights }) => ({
      Trustee: User,
      AccessRights,
    }))
    const exchange = exchangeWith({ sendAs, permissions: [full("rob@contoso.example")] })
    const subject = subjectWith({ accessRights: "SendAs" })
    const before = await fix.read(subject, reachOf(exchange, CONTOSO, signal))

    const plan = fix.plan(subject, before)
    for (const call of plan) await exchange.invoke(CONTOSO, call, undefined, signal)
    expect(plan).toEqual([
      {
        cmdlet: "Remove-RecipientPermission",
        parameters: {
          Identity: "joe@contoso.example",
          Trustee: "rob@contoso.example",
          AccessRights: ["SendAs"],
          Confirm: false,
        },
      },
    ])
    expect(exchange.mailboxes[0]).toMatchObject({ sendAs: [], permissions: [full("rob@contoso.example")] })

    for (const call of fix.inverse(subject, before)) await exchange.invoke(CONTOSO, call, undefined, signal)
    expect(await fix.read(subject, reachOf(exchange, CONTOSO, signal))).toEqual(before)
  })

  it.each([
    ["True", true],
    ["False", false],
    [undefined, true],
  ] as const)("gives FullAccess again with the event's automapping %s", async (autoMapping, wanted) => {
    const exchange = exchangeWith({ permissions: [full("rob@contoso.example")] })
    const subject = subjectWith(autoMapping === undefined ? {} : { autoMapping })
    const before = await fix.read(subject, reachOf(exchange, CONTOSO, signal))

    expect(fix.inverse(subject, before)).toEqual([
      { cmdlet: "Add-MailboxPermission", parameters: expect.objectContaining({ AutoMapping: wanted }) },
    ])
  })

  it.each(["rob", "Rob Stone", "CN=rob,OU=contoso.example", "ROB@contoso.example"])(
    "finds the person written as %j, and nobody else",
    async (user) => {
      const exchange = exchangeWith({
        permissions: [full("eve@contoso.example"), full("rob@contoso.example")],
      })

      const before = await fix.read(subjectWith({ user }), reachOf(exchange, CONTOSO, signal))

      expect(before).toMatchObject({ user: "rob@contoso.example", held: ["FullAccess"] })
    },
  )

  it("finds the person when the mailbox's entry is written otherwise", async () => {
    const exchange = exchangeWith({ permissions: [full("Eve Hall"), full("Rob Stone")] })

    const before = await fix.read(subjectWith(), reachOf(exchange, CONTOSO, signal))

    expect(before).toMatchObject({ user: "Rob Stone", held: ["FullAccess"] })
  })

  it("ignores the mailbox's own entry, inherited ones and refusals", async () => {
    const exchange = exchangeWith({
      permissions: [
        { ...full("NT AUTHORITY\\SELF"), UserSid: "S-1-5-10" },
        { ...full("rob@contoso.example"), IsInherited: true },
        { ...full("rob@contoso.example"), Deny: true },
      ],
    })

    const before = await fix.read(subjectWith(), reachOf(exchange, CONTOSO, signal))

    expect(fix.plan(subjectWith(), before)).toEqual([])
    expect(fix.describe(before, before)).toBe(
      "rob@contoso.example has no FullAccess on joe@contoso.example that was given directly. An inherited entry still gives FullAccess: that can't be taken back on the mailbox, look where it comes from.",
    )
  })

  it("leaves a refusal for the same person where it is", async () => {
    const refusal = { ...full("rob@contoso.example"), Deny: true }
    const exchange = exchangeWith({ permissions: [refusal, full("rob@contoso.example")] })
    const before = await fix.read(subjectWith(), reachOf(exchange, CONTOSO, signal))

    const [call, ...others] = fix.plan(subjectWith(), before)

    expect(others).toEqual([])
    expect(call).toMatchObject({ parameters: expect.not.objectContaining({ Deny: expect.anything() }) })
  })

  it("refuses to say “gone” when the person is unknown and an entry can't be told apart", async () => {
    const exchange = exchangeWith({ permissions: [full("S-1-5-21-1-2-3-4")] })

    await expect(
      fix.read(subjectWith({ user: "deleted@contoso.example" }), reachOf(exchange, CONTOSO, signal)),
    ).rejects.toThrow(/isn't clear which permission/)
  })

  it("refuses when several people answer to the name", async () => {
    const exchange = createFakeExchange(
      [fakeMailbox({ upn: "joe@contoso.example", permissions: [full("rob@contoso.example")] })],
      [ROB, { ...EVE, DisplayName: "Rob Stone" }],
    )

    await expect(
      fix.read(subjectWith({ user: "Rob Stone" }), reachOf(exchange, CONTOSO, signal)),
    ).rejects.toThrow(/Several people are called Rob Stone/)
  })

  it.each([
    [{ accessRights: "" }, /doesn't name the rights/],
    [{ accessRights: "SendAs, FullAccess" }, /one by one/],
    [{ accessRights: "SendOnBehalf" }, /by hand/],
    [{ user: "unknown" }, /doesn't name the person/],
  ])("refuses what it can't do exactly: %j", async (fields, sentence) => {
    await expect(fix.read(subjectWith(fields), reachOf(exchangeWith({}), CONTOSO, signal))).rejects.toThrow(
      sentence,
    )
  })
})
