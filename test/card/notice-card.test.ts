import { describe, expect, it } from "vitest"
import { noticeCard } from "../../src/card/notice-card.ts"

const KIM = { objectId: "51a7c0de-0000-4000-8000-000000000007", name: "Kim Vega" }

const mention = (name: string, id: string) => ({
  type: "mention",
  text: `<at>${name}</at>`,
  mentioned: { id, name },
})

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

  it("mentions each of two people of one name by their own id, and once", () => {
    const other = { objectId: "51a7c0de-0000-4000-8000-000000000008", name: "Kim Vega" }

    const { content } = noticeCard("Title", [], [KIM, other, KIM])

    expect(content.msteams).toEqual({
      entities: [mention("Kim Vega (…0007)", KIM.objectId), mention("Kim Vega (…0008)", other.objectId)],
    })
    expect(JSON.stringify(content.body)).toContain(
      '"text":"<at>Kim Vega (…0007)</at>, <at>Kim Vega (…0008)</at>"',
    )
  })

  it("shows the address that belongs to a shared name", () => {
    const { content } = noticeCard("Title", [], [{ ...KIM, name: "Kim Vega (kim@northwind.example)" }])

    expect(JSON.stringify(content.body)).toContain("<at>Kim Vega (kim@northwind.example)</at>")
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
