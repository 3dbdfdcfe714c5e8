import { describe, expect, it } from "vitest"
import { noticeCard } from "../../src/card/notice-card.ts"

const KIM = { objectId: "51a7c0de-0000-4000-8000-000000000007", name: "Kim Vega" }

describe("noticeCard()", () => {
  it("names people both in the text and in the entities, or Teams tells nobody", () => {
    const { content } = noticeCard("Nobody has taken this incident", ["Incident 42"], [KIM])

    expect(JSON.stringify(content.body)).toContain('"text":"<at>Kim Vega</at>"')
    expect(content.msteams).toEqual({
      entities: [
        { type: "mention", text: "<at>Kim Vega</at>", mentioned: { id: KIM.objectId, name: "Kim Vega" } },
      ],
    })
  })

  it("mentions nobody where nobody is named", () => {
    expect(noticeCard("Title", ["Line"]).content).not.toHaveProperty("msteams")
  })

  it("keeps a name from becoming markup, another mention or a link", () => {
    const name = "</at><at>everybody</at> [x](https://attacker.example)"
    const { content } = noticeCard("Title", [], [{ ...KIM, name }])

    expect(JSON.stringify(content).match(/<at>/g)).toHaveLength(2)
    expect(JSON.stringify(content)).not.toContain("](")
  })

  it("shows what comes from outside as text only", () => {
    const { content } = noticeCard("Title", [
      "Incident 42 · <at>everybody</at> [x](https://attacker.example)",
    ])

    expect(JSON.stringify(content)).not.toMatch(/"TextBlock"/)
  })
})
