/** Files that are offered in a personal chat: to one person, once, for half an hour. */
import { describe, expect, it } from "vitest"
import { createOfferedFiles } from "../../src/command/offered-files.ts"
import type { TrailNote } from "../../src/model/trail-entry.ts"
import { chat, record } from "./ask.ts"
import { caller, NOW } from "./make.ts"

const FILE = { name: "changes.csv", type: "text/csv", body: "who,what" }
const KIM = caller({ kind: "personal", conversationId: "a:kim" })

function offers() {
  let time = NOW
  const notes: TrailNote[] = []
  const trail = {
    append: async (note: TrailNote) => {
      notes.push(note)
      return { ...note, seq: 1, prev: "", hash: "" }
    },
  }
  const files = createOfferedFiles({ trail, now: () => time })
  const { token } = files.offer(FILE, { caller: KIM, given: { who: "Kim Vega (1)" } }, "8 rows")
  const answer = (accepted = true, who = KIM) => files.answer({ caller: who, token, accepted })
  return { answer, notes, pass: (ms: number) => (time += ms) }
}

describe("createOfferedFiles()", () => {
  it("gives the file once, with an entry in the trail", async () => {
    const { answer, notes } = offers()

    expect(await answer()).toEqual({ file: FILE })
    expect(await answer()).toMatchObject({ text: expect.stringContaining("isn't kept any more") })
    expect(notes).toMatchObject([
      { kind: "view", what: "Fetched changes.csv into the OneDrive of Kim Vega (1)." },
      { kind: "refusal", what: expect.stringContaining("Refused a file, which isn't offered to") },
    ])
  })

  it("forgets it when it is declined", async () => {
    const { answer, notes } = offers()

    expect(await answer(false)).toEqual({ text: "changes.csv was not saved." })
    expect(await answer()).toMatchObject({ text: expect.stringContaining("Ask for it again.") })
    expect(notes).toMatchObject([{ kind: "refusal" }])
  })

  it("gives it to nobody else, and to nobody after half an hour; each refusal is in the trail", async () => {
    const { answer, notes, pass } = offers()

    expect(await answer(true, caller({ ...KIM, objectId: "somebody else" }))).toHaveProperty("text")
    expect(await answer(true, caller({ ...KIM, conversationId: "a:lee" }))).toHaveProperty("text")
    pass(30 * 60_000)
    expect(await answer()).toHaveProperty("text")
    expect(notes).toMatchObject([
      { kind: "refusal", who: expect.stringContaining("(somebody else)") },
      { kind: "refusal" },
      { kind: "refusal" },
    ])
  })
})

describe("an export in a personal chat", () => {
  it("is offered as a file; in a channel it stays a link", async () => {
    const trail = { append: async () => Promise.reject(new Error("nothing is given out yet")) }
    const given = createOfferedFiles({ trail, now: () => NOW })
    const { ask } = await chat([record()], {
      offers: given,
      files: { offer: () => "https://watch.example/f" },
    })

    await ask("what changed at contoso today", KIM)
    const personal = JSON.parse(await ask("export that as csv", KIM))
    await ask("what changed at contoso today")
    const inChannel = await ask("export that as csv")

    expect(personal.offer).toMatchObject({ name: "what-changed-today.csv", description: "1 row as CSV." })
    expect(JSON.stringify(personal.card)).toContain("into your OneDrive")
    expect(inChannel).not.toContain('"offer"')
  })
})
