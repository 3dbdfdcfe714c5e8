import { describe, expect, it } from "vitest"
import { canonicalHash, canonicalJson, wellFormed } from "../../src/lib/canonical-json.ts"
import { sha256Hex } from "../../src/lib/sha256.ts"

describe("canonicalJson()", () => {
  it("writes one text for one value, as RFC 8785 says", () => {
    const value = { "€": 1, "\r": 2, a: [1e21, 0.000001, -0, "</\u0001é"], "1": undefined, b: null }

    expect(canonicalJson(value)).toBe('{"\\r":2,"a":[1e+21,0.000001,0,"</\\u0001é"],"b":null,"€":1}')
  })

  it("refuses what JSON can't hold", () => {
    const circle: Record<string, unknown> = {}
    circle.self = circle

    for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, "\ud800", circle])
      expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})

describe("canonicalHash()", () => {
  it("doesn't depend on the order of keys", () => {
    expect(canonicalHash({ b: 1, a: "é" })).toBe(canonicalHash({ a: "é", b: 1 }))
    expect(canonicalHash({ b: 1, a: "é" })).toBe(sha256Hex('{"a":"é","b":1}'))
  })
})

describe("sha256Hex()", () => {
  it("hashes text as UTF-8", () => {
    expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    expect(sha256Hex("é")).toBe(sha256Hex(new Uint8Array([0xc3, 0xa9])))
  })
})

describe("wellFormed()", () => {
  it("makes text from outside fit to be hashed, and keeps every key", () => {
    const hostile = JSON.parse('{"__proto__":{"a":"x\\ud800"},"\\udfff":[1,"ok",null,true]}')

    const cleaned = wellFormed({ ...hostile, size: Number.NaN, gone: undefined, nested: hostile })

    expect(canonicalJson(wellFormed(hostile))).toBe(
      '{"__proto__":{"a":"x\ufffd"},"\ufffd":[1,"ok",null,true]}',
    )
    expect(canonicalJson(cleaned)).toContain('"size":null')
  })
})
