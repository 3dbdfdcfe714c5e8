/** "more": how an answer goes on, page by page. */
import { describe, expect, it } from "vitest"
import { chat, record } from "./ask.ts"
import { CONTOSO_CHANNEL, NOW } from "./make.ts"

const IN_CONTOSO = { conversationId: CONTOSO_CHANNEL } as const

describe("more", () => {
  it("goes on where the answer stopped, for the same person in the same place alone", async () => {
    const { ask } = await chat(Array.from({ length: 23 }, () => record()))

    expect(await ask("what changed at contoso today")).toContain(
      "… and 13 more: write “more” for the next ones",
    )
    expect(await ask("more", IN_CONTOSO)).toContain("More of what?")
    expect(await ask("more")).toContain("from row 11")
    expect(await ask("more")).toContain("from row 21")
    expect(await ask("more")).toContain("That was all")
  })

  it("shows the eleventh with the ten, and never a page of it alone", async () => {
    const eleven = await chat(Array.from({ length: 11 }, () => record()))
    const twelve = await chat(Array.from({ length: 12 }, () => record()))

    expect(await eleven.ask("what changed at contoso today")).not.toContain("more:")
    expect(await eleven.ask("more")).toContain("That was all")
    expect(await twelve.ask("what changed at contoso today")).toContain("… and 2 more")
    expect(await twelve.ask("more")).toContain("from row 11")
    expect(await twelve.ask("more")).toContain("That was all")
  })

  it("tells no number of what one address did beyond what was read", async () => {
    const { ask } = await chat(Array.from({ length: 30 }, () => record({ ip: "203.0.113.7" })))

    const text = await ask("same ip 203.0.113.7")

    expect(text).toContain("… and more: write “more” for the next ones")
    expect(await ask("more")).toContain("… and 10 more")
  })

  it("goes on for half an hour, and then asks for the question anew", async () => {
    let at = NOW
    const { ask } = await chat(
      Array.from({ length: 23 }, () => record()),
      { now: () => at },
    )
    await ask("what changed at contoso today")

    at += 30 * 60_000
    expect(await ask("more")).toContain("from row 11")
    at += 30 * 60_000 + 1
    expect(await ask("more")).toContain("More of what?")
    expect(await ask("and yesterday?")).toContain("I don't know that question")
  })

  it("goes on with nothing of the customer whose the channel was before", async () => {
    const { ask } = await chat(Array.from({ length: 23 }, () => record()))
    const here = { conversationId: "19:linked@thread.tacv2" }
    await ask("link contoso", here)
    expect(await ask("what changed today", here)).toContain("bob@contoso.com")

    for (const text of ["unlink", "link fabrikam"]) await ask(text, here)

    expect(await ask("more", here)).toContain("More of what?")
    expect(await ask("export", here)).toContain("Export what?")
    expect(await ask("and yesterday?", here)).toContain("I don't know that question")
  })

  it("goes on after help, a slip of the finger and a question back", async () => {
    const { ask } = await chat(Array.from({ length: 23 }, () => record()))
    await ask("what changed at contoso today")

    for (const text of ["help", "moer", "what changed today"]) await ask(text)

    expect(await ask("more")).toContain("from row 11")
  })

  it("reads further only for who pages on, and says how to see what is past that", async () => {
    const { ask } = await chat(Array.from({ length: 1_015 }, () => record()))

    expect(await ask("what changed at contoso today")).toContain("1,015 changes, newest first.")
    for (let page = 2; page < 6; page += 1) await ask("more")
    expect(await ask("more")).toContain("from row 51")
    for (let page = 7; page < 100; page += 1) await ask("more")
    expect(await ask("more")).toContain("… and 15 more: ask for a shorter time to see them")
    expect(await ask("more")).toContain("That was all")
  })
})
