import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cutText, markdownSafe, plainText, withoutAddresses } from "../../src/lib/plain-text.ts"

describe("plainText()", () => {
  it("leaves ordinary text, links and expressions as they are written", () => {
    const hostile = "[click](https://evil.example) ${1+1} <at>all</at>"

    expect(plainText(hostile)).toBe(hostile)
    expect(plainText("Żółć – 日本語 😀 O'Neil")).toBe("Żółć – 日本語 😀 O'Neil")
  })

  it("shows characters that turn the reading direction or can't be seen", () => {
    expect(plainText("safe\u202Egnp.exe")).toBe("safe[U+202E]gnp.exe")
    expect(plainText("a\u200Bb\u0000c\u{E0041}")).toBe("a[U+200B]b[U+0000]c[U+E0041]")
    expect(plainText("\u3164")).toBe("[U+3164]")
  })

  it("leaves a family that several emoji draw together, and shows what joins anything else", () => {
    const family = "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}"

    expect(plainText(`${family} \u{1f469}\u{1f3fd}\u200d\u{1f4bb}`)).toBe(
      `${family} \u{1f469}\u{1f3fd}\u200d\u{1f4bb}`,
    )
    expect(plainText("a\u200db \u{1f469}\u200d\u200d\u{1f467}")).toBe(
      "a[U+200D]b \u{1f469}[U+200D][U+200D]\u{1f467}",
    )
  })

  it("folds line breaks and blanks into one blank", () => {
    expect(plainText(" one\r\n\u2028two\t\u00a0three ")).toBe("one two three")
  })

  it("cuts at the limit and says so", () => {
    const cut = plainText("x".repeat(10_000))

    expect(cut).toBe(`${"x".repeat(299)}…`)
  })

  it("flattens accents piled on one letter", () => {
    expect(plainText(`a${"\u0301".repeat(50)}b`)).toBe(`a${"\u0301".repeat(3)}b`)
  })

  it.each([null, undefined, {}, { type: "Action.OpenUrl" }, ["a"], () => "x"])("makes %j empty", (value) => {
    expect(plainText(value)).toBe("")
  })

  it("is never longer than asked for, on one line, well-formed and stable", () => {
    const anything = fc.string({ unit: "binary", maxLength: 400 })
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 50 }), (text, max) => {
        const shown = plainText(text, max)
        expect([...shown].length).toBeLessThanOrEqual(max)
        expect(shown).not.toMatch(/[\n\r\p{Cf}\p{Cc}\u2028\u2029]/u)
        expect(shown.isWellFormed()).toBe(true)
        expect(plainText(shown, max)).toBe(shown)
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe("cutText()", () => {
  it("leaves nothing half joined where it cuts", () => {
    expect(plainText(`ab\u{1f469}\u200d\u{1f467}`.repeat(3), 5)).toBe("ab\u{1f469}…")
  })

  it("never cuts a character in half", () => {
    expect(cutText("😀😀😀😀", 3)).toBe("😀😀…")
    expect(cutText("😀😀😀", 3)).toBe("😀😀😀")
  })
})

describe("markdownSafe()", () => {
  it("leaves nothing that Markdown or HTML reads", () => {
    expect(markdownSafe("[a](b) <at>x</at> *b* _i_ `c` #h &lt;")).not.toMatch(/[[\]<>*_`#&]/)
  })
})

describe("withoutAddresses()", () => {
  it.each([
    ["from 203.0.113.7 today", "from [address] today"],
    ["203.0.113.7:443", "[address]"],
    ["from 2001:db8::7.", "from [address]."],
    ["[2001:db8:0:1:2:3:4:5]", "[address]"],
    ["::ffff:203.0.113.7", "[address]"],
  ])("takes the address out of %j", (text, shown) => {
    expect(withoutAddresses(text)).toBe(shown)
  })

  it.each(["at 14:05:09", "version 1.2.3", "Re: a note", "kim@contoso.com"])("leaves %j alone", (text) => {
    expect(withoutAddresses(text)).toBe(text)
  })
})
