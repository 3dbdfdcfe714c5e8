import { describe, expect, it } from "vitest"
import { stopForwarding } from "../../../src/respond/actions/stop-forwarding.ts"
import { reachOf } from "../../../src/respond/reach.ts"
import { createFakeExchange, fakeMailbox, NO_DIRECTORY } from "../../fakes/mailbox-admin.ts"
import { CONTOSO } from "../make-case.ts"

const subject = { mailbox: "joe@contoso.example", targetName: "joe@contoso.example" }
const signal = new AbortController().signal

const exchangeWith = (fields: Partial<Parameters<typeof fakeMailbox>[0]>) =>
  createFakeExchange(
    [fakeMailbox({ upn: "joe@contoso.example", ...fields })],
    [{ Name: "Drop box", ExternalEmailAddress: "SMTP:drop@evil.example" }],
  )

const both = {
  ForwardingSmtpAddress: "smtp:other@evil.example",
  ForwardingAddress: "Drop box",
  DeliverToMailboxAndForward: true,
}

describe("stopForwarding", () => {
  it("clears both addresses and the copy switch in one call", async () => {
    const before = await stopForwarding.read(subject, reachOf(exchangeWith(both), CONTOSO, signal))

    expect(stopForwarding.plan(subject, before)).toEqual([
      {
        cmdlet: "Set-Mailbox",
        parameters: {
          Identity: "joe@contoso.example",
          ForwardingSmtpAddress: null,
          ForwardingAddress: null,
          DeliverToMailboxAndForward: false,
          Confirm: false,
        },
      },
    ])
  })

  it("isn't done while the recipient that wins is still set", async () => {
    const after = await stopForwarding.read(
      subject,
      reachOf(exchangeWith({ ForwardingAddress: "Drop box" }), CONTOSO, signal),
    )

    expect(stopForwarding.isDone(subject, after)).toBe(false)
    expect(stopForwarding.describe(after, after)).toBe(
      "joe@contoso.example still forwards to Drop box (drop@evil.example).",
    )
  })

  it("shows where a recipient of the tenant really leads, first the address that wins", async () => {
    const before = await stopForwarding.read(subject, reachOf(exchangeWith(both), CONTOSO, signal))

    expect(stopForwarding.live(before)).toEqual([
      { label: "Forwarding", value: "Drop box (drop@evil.example) and other@evil.example" },
      { label: "Keeps a copy", value: "yes" },
    ])
  })

  it("brings the very same forwarding back when undone", async () => {
    const exchange = exchangeWith(both)
    const before = await stopForwarding.read(subject, reachOf(exchange, CONTOSO, signal))
    for (const call of stopForwarding.plan(subject, before)) {
      await exchange.invoke(CONTOSO, call, undefined, signal)
    }

    for (const call of stopForwarding.inverse(subject, before)) {
      await exchange.invoke(CONTOSO, call, undefined, signal)
    }

    expect(await stopForwarding.read(subject, reachOf(exchange, CONTOSO, signal))).toEqual(before)
  })

  it("plans nothing and undoes nothing where nothing is forwarded", async () => {
    const before = await stopForwarding.read(subject, reachOf(exchangeWith({}), CONTOSO, signal))

    expect(stopForwarding.plan(subject, before)).toEqual([])
    expect(stopForwarding.inverse(subject, before)).toEqual([])
  })

  it.each(["", "  ", "unknown", "*", "joe*"])("never asks Exchange about the mailbox %j", async (mailbox) => {
    const exchange = exchangeWith(both)

    await expect(stopForwarding.read({ mailbox }, reachOf(exchange, CONTOSO, signal))).rejects.toThrow(
      /mailbox/,
    )
    expect(exchange.calls).toEqual([])
  })

  it("refuses when the name means several mailboxes", async () => {
    const exchange = {
      ...NO_DIRECTORY,
      invoke: async () => ({ rows: [{ Alias: "joe" }, { Alias: "joe" }], warnings: [] }),
    }

    await expect(stopForwarding.read(subject, reachOf(exchange, CONTOSO, signal))).rejects.toThrow(
      /several mailboxes/,
    )
  })
})
