import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ContentError } from "../../src/model/errors.ts"
import { blobParts } from "../../src/source/split-blob.ts"

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
/** Everything is large, and a part is some ten bytes. */
const SMALL = { onePart: 0, part: 10 }

const readAll = (text: string, limits = SMALL): readonly unknown[] =>
  blobParts(encode(text), limits).flatMap((read) => read())

describe("blobParts()", () => {
  it("reads from a large blob what JSON.parse reads, whatever is in the records and between them", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 20 }), fc.nat(2), (records, indent) => {
        const text = JSON.stringify(records, null, indent)

        expect(readAll(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it("isn't misled by brackets, commas and quotes inside of texts", () => {
    const records = [{ a: '],[{"\\' }, { b: '\\"', c: ["]", { d: "},{" }] }, '"', "\\\\"]

    expect(readAll(`\uFEFF \n${JSON.stringify(records)}\n`)).toEqual(records)
  })

  it("makes several parts of a large blob, and one of a normal one", () => {
    const text = JSON.stringify(Array.from({ length: 10 }, (_, index) => ({ index })))

    expect(blobParts(encode(text), SMALL)).toHaveLength(10)
    expect(blobParts(encode(text))).toHaveLength(1)
  })

  it.each(['[{"a":1},{"b":2}', '[{"a":1},{"b":"2]', '[{"a":1},', "["])(
    "refuses a large blob that broke off, before the first part: %s",
    (text) => {
      expect(() => blobParts(encode(text), SMALL)).toThrow(/broke off in the middle/)
    },
  )

  it.each(['[{"a":1}]]', "[1,2,3}", '{"a":[1]}', "<html>", '[{"a":1}] x'])(
    "refuses a large blob that is something else: %s",
    (text) => {
      expect(() => blobParts(encode(text), SMALL)).toThrow(ContentError)
    },
  )

  it("finds what is wrong inside of a record with its part", () => {
    const [first, second] = blobParts(encode('[{"aaaaaaaaa":1},{"b":nothing}]'), SMALL)

    expect(first?.()).toEqual([{ aaaaaaaaa: 1 }])
    expect(() => second?.()).toThrow(ContentError)
  })
})
