import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { normalizeRecord } from "../../src/normalize/normalize-record.ts"
import { makeRaw, makeRecord, TENANT_ID } from "../make/make-record.ts"

const origin = { tenantId: TENANT_ID, source: "File" as const, position: 7 }
const reasonOf = (raw: unknown): string => {
  const result = normalizeRecord(raw, origin)
  return "rejected" in result ? result.rejected.reason : "accepted"
}

describe("normalizeRecord()", () => {
  it("never throws, whatever JSON holds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        const odd = {
          ...makeRaw(),
          Parameters: a,
          UserId: b,
          Id: c,
          Target: a,
          ModifiedProperties: b,
          ExtendedProperties: c,
        }
        const result = normalizeRecord(odd, origin)

        return "record" in result && result.record.id !== "" && "rejected" in normalizeRecord([a], origin)
      }),
      { numRuns: 200 },
    )
  })

  it("refuses with a sentence, the position and the record itself", () => {
    const result = normalizeRecord("not-an-object", origin)

    expect(result).toEqual({
      rejected: {
        tenantId: TENANT_ID,
        position: 7,
        reason: "The record isn't a JSON object.",
        raw: "not-an-object",
      },
    })
  })

  it.each([
    [null, "The record isn't a JSON object."],
    [{}, "The record has no operation."],
    [{ Operation: "Set-Mailbox" }, "The record has no time."],
    [
      { Operation: "X", CreationTime: "2026-03-02T08:15:65" },
      "The record's time can't be read: 2026-03-02T08:15:65",
    ],
    [
      { Operation: "X", CreationTime: "2026-02-30T08:15:05" },
      "The record's time can't be read: 2026-02-30T08:15:05",
    ],
  ])("refuses %j", (raw, reason) => {
    expect(reasonOf(raw)).toBe(reason)
  })

  it("refuses a record that is nested without end", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`)

    expect(reasonOf({ ...makeRaw(), Deep: deep })).toMatch(/nested deeper/)
  })

  it.each([
    ["2026-03-02T08:15:30", 0],
    ["2026-03-02T08:15:30Z", 0],
    ["2026-03-02 08:15:30.000000000", 0],
    ["2026-03-02T08:15:30.25", 250],
    ["2026-03-02T09:15:30+01:00", 0],
  ])("reads %s as UTC", (text, milliseconds) => {
    expect(makeRecord({ CreationTime: text }).happenedAt).toBe(Date.UTC(2026, 2, 2, 8, 15, 30, milliseconds))
  })

  it("makes a stable id from the content where the record has none", () => {
    const one = makeRecord({ Id: "" }).id
    const reordered = normalizeRecord(
      Object.fromEntries(Object.entries({ ...makeRaw(), Id: "" }).reverse()),
      origin,
    )

    expect(one).toMatch(/^sha256:[0-9a-f]{32}$/)
    expect("record" in reordered && reordered.record.id).toBe(one)
    expect(makeRecord({ Id: "", UserId: "b@contoso.example" }).id).not.toBe(one)
  })

  it("survives text that no encoding knows", () => {
    expect(makeRecord({ Id: null, UserId: "\uD800" }).id).toMatch(/^sha256:/)
  })

  it.each([
    [1, 1],
    ["1", 1],
    ["exchangeAdmin", 1],
    [99999, 99999],
    [-1, -1],
    ["surprise", 0],
  ])("reads record type %j", (given, type) => {
    expect(makeRecord({ RecordType: given }).recordType).toBe(type)
  })

  it.each([
    ["True", "succeeded"],
    ["TRUE", "succeeded"],
    ["Successful", "succeeded"],
    ["PartiallySucceeded", "partial"],
    ["False", "failed"],
    ["Failure", "failed"],
    [undefined, "unknown"],
    ["New", "unknown"],
    ["constructor", "unknown"],
  ])("reads result %j as %s", (given, outcome) => {
    const raw = { ...makeRaw(), ResultStatus: given }
    const result = normalizeRecord(raw, origin)

    expect("record" in result && result.record.outcome).toBe(outcome)
  })

  it("doesn't believe a failed sign-in that calls itself a success", () => {
    expect(makeRecord({ Operation: "UserLoginFailed", ResultStatus: "Success" }).outcome).toBe("failed")
  })

  it.each([
    [
      "Update application – Certificates and secrets management ",
      "update application - certificates and secrets management",
    ],
    ["Add member to role.", "add member to role"],
    ["Create  company\u200B", "create company"],
  ])("folds the operation %j", (operation, key) => {
    expect(makeRecord({ Operation: operation }).operationKey).toBe(key)
  })

  it.each([
    ["203.0.113.24:51344", "203.0.113.24"],
    ["[2001:db8::1]:47114", "2001:db8::1"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["[::ffff:203.0.113.9]:80", "203.0.113.9"],
    ["[203.0.113.9]", "203.0.113.9"],
    ["ffff:203.0.113.9", "203.0.113.9"],
    ["::1", "::1"],
    ["<null>", undefined],
    ["", undefined],
    ["localhost:12345", undefined],
    ["NOTANIPV4 (10.9000.0.1)", undefined],
    ["XXX.XXX.XXX.XXX", undefined],
  ])("reads the address %j", (text, ip) => {
    expect(makeRecord({ ClientIP: text }).ip).toBe(ip)
  })

  it("takes the address from where Entra and mailbox records put it", () => {
    expect(makeRecord({ ClientIP: "<null>", ClientIPAddress: "198.51.100.7" }).ip).toBe("198.51.100.7")
    expect(makeRecord({ ClientIP: null, ActorIpAddress: "198.51.100.8" }).ip).toBe("198.51.100.8")
  })

  it("drops secrets that a DLP record quotes", () => {
    const record = makeRecord({
      PolicyDetails: [
        {
          Rules: [
            {
              ConditionsMatched: {
                SensitiveInformation: [{ SensitiveInformationDetections: { DetectedValues: ["4111"] } }],
              },
            },
          ],
        },
      ],
    })

    expect(JSON.stringify(record.raw)).not.toContain("4111")
    expect(JSON.stringify(record.raw)).toContain("ConditionsMatched")
  })
})
