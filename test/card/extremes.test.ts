/** The least and the most that each card can be asked to show, by numbers; `test/browser/cards.test.ts` looks at them. */
import { describe, expect, it } from "vitest"
import { workflowsMessage } from "../../src/adapters/webhook/workflows-webhook.ts"
import { MAX_CARD_BYTES } from "../../src/card/template.ts"
import { LEVELS } from "../../src/model/level.ts"
import { cardProblems } from "./card-schema.ts"
import { EXTREMES } from "./extremes.ts"
import { makeAlert, makeIncident, technician, words } from "./make-incident.ts"

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value), "utf8")

describe.each(EXTREMES)("%s", (name, draw) => {
  const card = draw()

  it("follows the schema, below 25 KB, and is still that card", () => {
    expect(cardProblems(card.content)).toEqual([])
    expect(sizeOf(card.content)).toBeLessThan(MAX_CARD_BYTES)
    expect(words(card)).not.toMatch(/too big to be shown|undefined|\$\{/)
  })

  it("has a plain line for the phone's toast", () => {
    expect(card.summary.trim()).not.toBe("")
    expect(card.summary.length).toBeLessThanOrEqual(200)
    expect(card.summary).not.toMatch(/[\n<>{}]|undefined/)
  })

  it("goes whole through a webhook, buttons aside", () => {
    const message = workflowsMessage(card)

    expect(sizeOf(message)).toBeLessThan(28 * 1024)
    expect(JSON.stringify(message)).not.toContain("Shortened")
    expect(JSON.stringify(message)).not.toContain("Action.Execute")
    expect(name).not.toBe("")
  })
})

it("tells levels and states apart by words, without any color", () => {
  const shown = (
    ["new", "working", "fixed", "failed", "expected", "not-a-threat", "reopened"] as const
  ).flatMap((state) =>
    LEVELS.map((level) =>
      words(technician({ incident: makeIncident({ state, level, alert: makeAlert({ level }) }) })),
    ),
  )

  expect(new Set(shown).size).toBe(shown.length)
})
