/** Names as attackers and unlucky parents choose them, in every question that takes one. */
import { describe, expect, it } from "vitest"
import { parseCommand } from "../../src/command/parse-command.ts"
import { plainText } from "../../src/lib/plain-text.ts"
import { cardProblems } from "../card/card-schema.ts"
import { chat, exchange, RESPONDING, record } from "./ask.ts"

const NAMES = [
  "jürgen groß",
  "o'neil",
  "o’brien-łukasz",
  "שלום עולם",
  "مرحبا",
  "😀😀😀",
  "a\u202Eb",
  "zero\u200Bwidth",
  "${1+1}",
  "${json('{}')}",
  "{{name}}",
  "**bold** [x](https://evil.example)",
  "<at>all</at>",
  "<img src=x onerror=alert(1)>",
  "x'; DROP TABLE trail; --",
  "% OR 1=1 --",
  "__proto__",
  "constructor",
  "=cmd|'/c calc'!A1",
  "kim+tag@contoso.com",
  "..\\..\\windows",
  "a".repeat(200),
] as const

const QUESTIONS = [
  (name: string) => `who restored "${name}" at contoso this week`,
  (name: string) => `who can read "${name}" at contoso`,
  (name: string) => `who set forwarding on "${name}" at contoso`,
  (name: string) => `what did "${name}" do at contoso today`,
  (name: string) => `show inbox rules of "${name}" at contoso`,
  (name: string) => `sign-ins of "${name}" from outside at contoso`,
  (name: string) => `what changed at "${name}" today`,
  (name: string) => `report "${name}"`,
] as const

describe.each(NAMES)("a question about %j", (name) => {
  it("is answered with a card that shows it as text, whose buttons ask about nobody else", async () => {
    const kim = { kind: "user", id: "1", upn: "kim@contoso.com" } as const
    const admin = exchange({ "Get-Mailbox": () => [] })
    const { ask } = await chat([record({ actor: kim })], { config: RESPONDING, admin })

    for (const question of QUESTIONS) {
      const { card } = JSON.parse(await ask(question(name)))
      const json = JSON.stringify(card.content)

      expect(cardProblems(card.content)).toEqual([])
      expect(json).not.toMatch(/I can't answer now|"entities"|\[object Object\]/)
      // A month is repeated in lower case.
      const shown = JSON.stringify(plainText(name, 50).replace(/…$/, "").slice(0, 40)).slice(1, -1)
      expect(json.toLowerCase()).toContain(shown.toLowerCase())
      for (const [, said = '""'] of json.matchAll(/"imBack","value":("(?:[^"\\]|\\.)*")/g)) {
        const next = parseCommand(JSON.parse(said))
        expect(next.kind).not.toBe("unknown")
        expect(["freeze", "link", "unlink", "expect", "lift-mute"]).not.toContain(next.kind)
      }
    }
  })
})
