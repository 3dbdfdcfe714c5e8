import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type EntryBody, packBody, unpackBody } from "../../../src/adapters/sqlite/entry-body.ts"
import { recordId } from "../../../src/model/ids.ts"

const PLACE = { table: "detect_entry", row: "1" }

const body = (name: string, text: string): EntryBody => ({
  group: [name, text],
  about: {
    actor: { kind: "user", id: name, upn: name.toLowerCase() },
    actorName: name,
    target: { kind: "mailbox", id: text, name },
    ip: "192.0.2.7",
    operation: "Send",
    silent: true,
    kind: "mail-access",
    level: "low",
    subject: `mail-access:${name}`,
    object: { user: name, note: text },
    sentence: `${name}: "Send" ${text}.`,
    facts: ["IsVipTarget"],
    records: { count: 2, ids: [recordId("a"), recordId(text)], from: 1, to: 2 },
  },
})

describe("packBody(), unpackBody()", () => {
  it("give back what was put in, whatever stands in names and texts", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\u0001", 'a"b', "cash$&$1", "a\nb", "ann@contoso.example"),
    )
    fc.assert(
      fc.property(text, text, (name, other) => {
        expect(unpackBody(packBody(body(name, other)), PLACE)).toEqual(body(name, other))
      }),
    )
  })

  it("keep what is missing missing", () => {
    const { about, ...rest } = body("ann@contoso.example", "x")
    const { ip: _ip, records: _records, ...fewer } = about
    const small = { ...rest, about: fewer }

    expect(unpackBody(packBody(small), PLACE)).toEqual(small)
  })

  it("write a name that stands everywhere once", () => {
    const name = "a.name.that.is.long@customer.example"

    expect(packBody(body(name, "x")).split(name)).toHaveLength(2)
  })

  it("say in one sentence that a row is damaged", () => {
    expect(() => unpackBody('ann\n["half', PLACE)).toThrow(/detect_entry/)
    expect(() => unpackBody("[]", PLACE)).toThrow(/detect_entry/)
  })
})
