import { describe, expect, it } from "vitest"
import { ContractError } from "../../src/model/errors.ts"
import { parseBlob } from "../../src/source/parse-blob.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const adviceOf = (input: Uint8Array): string => {
  try {
    parseBlob(input)
    return "no error"
  } catch (thrown) {
    return thrown instanceof ContractError ? thrown.advice : "another error"
  }
}

describe("parseBlob()", () => {
  it("returns the records of a list, with or without a byte order mark", () => {
    expect(parseBlob(bytes('[{"Id":"1"},7]'))).toEqual([{ Id: "1" }, 7])
    expect(parseBlob(bytes('\uFEFF[{"Id":"1"}]\r\n'))).toEqual([{ Id: "1" }])
    expect(parseBlob(bytes("[]"))).toEqual([])
  })

  it.each([
    ["broken off", bytes('[{"Id":"1"},{"Id'), /broke off/],
    ["a web page", bytes("<html></html>"), /not JSON/],
    ["no list", bytes('{"Id":"1"}'), /not a list/],
    ["null", bytes("null"), /not a list/],
    ["empty", bytes(" "), /is empty/],
    ["no text", new Uint8Array([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d]), /not valid UTF-8/],
  ])("says in one sentence that the content is %s", (_name, input, sentence) => {
    expect(adviceOf(input)).toMatch(sentence)
  })
})
