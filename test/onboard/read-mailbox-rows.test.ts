import { describe, expect, it } from "vitest"
import { readMailboxRows } from "../../src/onboard/read-mailbox-rows.ts"

const ROW = {
  ExchangeGuid: "7B1D0C11-0000-4000-8000-000000000001",
  Guid: "7b1d0c11-0000-4000-8000-00000000000a",
  ExternalDirectoryObjectId: "7b1d0c11-0000-4000-8000-00000000000b",
  UserPrincipalName: "Anna@contoso.example",
  PrimarySmtpAddress: "anna@contoso.example",
  Alias: "anna",
  Name: "anna.berg",
  ForwardingAddress: null,
  ForwardingSmtpAddress: null,
  DeliverToMailboxAndForward: false,
  AuditEnabled: true,
}

describe("readMailboxRows()", () => {
  it("keeps every name once, in lower case", () => {
    expect(readMailboxRows([ROW])).toEqual([
      {
        id: "7b1d0c11-0000-4000-8000-000000000001",
        names: [
          "7b1d0c11-0000-4000-8000-000000000001",
          "7b1d0c11-0000-4000-8000-00000000000a",
          "7b1d0c11-0000-4000-8000-00000000000b",
          "anna@contoso.example",
          "anna",
          "anna.berg",
        ],
        keepsCopy: false,
        auditEnabled: true,
      },
    ])
  })

  it("reads destinations without their prefix, and switches that come as text", () => {
    const row = {
      ...ROW,
      ForwardingAddress: "Tax Adviser",
      ForwardingSmtpAddress: "SMTP:old@partner.example",
      DeliverToMailboxAndForward: "True",
      AuditEnabled: null,
    }

    const [state] = readMailboxRows([row])

    expect(state).toMatchObject({
      forwardsToRecipient: "Tax Adviser",
      forwardsToAddress: "old@partner.example",
      keepsCopy: true,
    })
    expect(state).not.toHaveProperty("auditEnabled")
  })

  it("takes no row that doesn't say which mailbox it is or whether it forwards", () => {
    const { ForwardingSmtpAddress: _smtp, ...silent } = ROW
    const nobody = { ...ROW, ExchangeGuid: "", Guid: null, ExternalDirectoryObjectId: 7 }
    const guest = { ...ROW, ExchangeGuid: "00000000-0000-0000-0000-000000000000" }

    expect(readMailboxRows([silent, nobody])).toEqual([])
    expect(readMailboxRows([guest])[0]?.id).toBe(ROW.Guid)
  })
})
