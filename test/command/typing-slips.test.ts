/** Which mistyped words are put right, and which are left: they may be names. */
import { describe, expect, it } from "vitest"
import { withoutSlips } from "../../src/command/typing-slips.ts"

const fixed = (line: string): string | undefined => withoutSlips(line.split(" "))?.join(" ")

describe("withoutSlips()", () => {
  it.each([
    ["Retsored", "restored"],
    ["alets at contoso", "alerts at contoso"],
    ["who restored kim yestredya", "who restored kim yesterday"],
    ["fowardng", "forwarding"],
  ])("puts %j right", (line, meant) => {
    expect(fixed(line)).toBe(meant)
  })

  it.each([
    ["who restored kim", "every word is known"],
    ["fro", "words of three letters are like too many others"],
    ["andy", "a known word of three letters is as well"],
    ["mobdey", "two slips in six letters are two words"],
    ["contosa", "a customer's name in an example is no word of the grammar"],
    ["who restored Augusta", "a large letter begins a name"],
  ])("leaves %j: %s", (line) => {
    expect(fixed(line)).toBeUndefined()
  })
})
