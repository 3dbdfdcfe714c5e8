/** Answers as files, and the links under which they can be had for a short time. */
import { describe, expect, it } from "vitest"
import type { Answer } from "../../src/command/answer.ts"
import { answerFile } from "../../src/command/answer-file.ts"
import { createFileLinks, LINK_MS } from "../../src/command/file-links.ts"
import type { TrailNote } from "../../src/model/trail-entry.ts"
import { chat, record } from "./ask.ts"
import { openFileDoor } from "./file-door.ts"
import { CONTOSO, CONTOSO_CHANNEL, NOW } from "./make.ts"

const ANSWER: Answer = {
  title: "What changed, today",
  lines: ["2 changes."],
  rows: [
    { heading: "10:00", facts: [{ label: "Who", value: 'ada "the boss", Ltd' }] },
    { heading: "11:00", facts: [{ label: "On", value: '=HYPERLINK("https://evil.example")' }] },
  ],
  coverage: "Coverage.",
}
const URL_BASE = "https://watchpost.northwind.example"

const KIM_GIVEN = { who: "Kim Vega (id)", tenantId: CONTOSO }

const linksAt = (now = () => NOW, noted: TrailNote[] = []) =>
  createFileLinks({
    publicUrl: URL_BASE,
    trail: {
      append: async (note) => {
        noted.push(note)
        return { ...note, seq: 1, prev: "", hash: "" }
      },
    },
    now,
  })

const refused = async (): Promise<never> => {
  throw new Error("the trail takes nothing")
}

const partsOf = (url: string | undefined): readonly [string, string] => {
  const [id = "", signature = ""] = (url ?? "").slice(`${URL_BASE}/files/`.length).split("/")
  return [id, signature]
}

describe("answerFile()", () => {
  it("writes one column a label, with count and coverage below", () => {
    expect(answerFile(ANSWER, "csv").body.split("\r\n")).toEqual([
      "\uFEFFOf,Who,On",
      '10:00,"ada ""the boss"", Ltd",',
      `11:00,,"'=HYPERLINK(""https://evil.example"")"`,
      "",
      "2 changes.",
      "Coverage.",
      "",
    ])
  })

  it("has a column of times that can be sorted", () => {
    const rows = [{ heading: "21 Nov 2026, 11:00:00 CET", at: NOW, facts: [] }]

    expect(answerFile({ ...ANSWER, rows }, "csv").body).toMatch(
      /^\uFEFFTime \(UTC\),When\r\n2026-11-21T10:00:00.000Z,"21 Nov 2026, 11:00:00 CET"\r\n/,
    )
    expect(JSON.parse(answerFile({ ...ANSWER, rows }, "json").body).rows[0].at).toBe(
      "2026-11-21T10:00:00.000Z",
    )
  })

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1"])("makes %j no formula", (value) => {
    const rows = [{ heading: value, facts: [] }]

    expect(answerFile({ ...ANSWER, rows }, "csv").body).toContain(`\r\n'${value}`)
  })

  it("writes JSON whole, under a name without anything of the outside's but letters", () => {
    const file = answerFile({ ...ANSWER, title: '../../"x"\r\nSet-Cookie: a' }, "json")

    expect(file.name).toBe("x-set-cookie-a.json")
    expect(JSON.parse(file.body)).toMatchObject({ rows: ANSWER.rows, coverage: "Coverage." })
  })
})

describe("createFileLinks()", () => {
  const file = answerFile(ANSWER, "csv")

  it("gives the file for the link alone, and until its time is over", async () => {
    let now = NOW
    const links = linksAt(() => now)
    const [id, signature] = partsOf(links.offer(file, KIM_GIVEN))

    expect(await links.file(id, signature)).toBe(file)
    expect(await links.file(id, `${signature.slice(0, -2)}AA`)).toBeUndefined()
    expect(await links.file(`${id}x`, signature)).toBeUndefined()
    expect(await linksAt(() => now).file(id, signature)).toBeUndefined()
    now += LINK_MS
    expect(await links.file(id, signature)).toBeUndefined()
  })

  it("keeps in the trail who was given what is fetched, before it is given, and nothing of forged links", async () => {
    const noted: TrailNote[] = []
    const links = linksAt(() => NOW, noted)
    const [id, signature] = partsOf(links.offer(file, KIM_GIVEN))

    await links.file(id, `${signature.slice(0, -2)}AA`)
    expect(noted).toEqual([])
    await links.file(id, signature)

    expect(noted).toMatchObject([
      {
        kind: "view",
        who: "Kim Vega (id)",
        tenantId: CONTOSO,
        what: "Fetched what-changed-today.csv by the link that Kim Vega (id) was given.",
      },
    ])
  })

  it("gives nothing out that the trail can't keep", async () => {
    const links = createFileLinks({ publicUrl: URL_BASE, trail: { append: refused }, now: () => NOW })

    await expect(links.file(...partsOf(links.offer(file, KIM_GIVEN)))).rejects.toThrow(
      "the trail takes nothing",
    )
  })

  it("offers nothing where nobody could fetch it", () => {
    const nowhere = createFileLinks({ publicUrl: undefined, trail: { append: refused }, now: () => NOW })

    expect(nowhere.offer(file, KIM_GIVEN)).toBeUndefined()
  })
})

describe("export", () => {
  it("hands a link to all rows of the last answer to who asked for it there", async () => {
    const files = linksAt()
    const { ask } = await chat(
      Array.from({ length: 75 }, () => record()),
      { files },
    )

    expect(await ask("export that as csv")).toContain("I don't remember an answer with rows here")
    await ask("what changed at contoso today")
    const text = await ask("export that as csv")
    const url = /"url":"([^"]+)"/.exec(text)?.[1]

    expect(text).toContain("75 rows as CSV.")
    const fetched = await files.file(...partsOf(url))
    expect(String(fetched?.body).match(/ada@contoso\.com/g)).toHaveLength(75)
    expect(await ask("export that as csv", { conversationId: CONTOSO_CHANNEL })).toContain("Export what?")
  })

  it("says what is missing where no public address is set", async () => {
    const { ask } = await chat([record()])
    await ask("what changed at contoso today")

    expect(await ask("export as json")).toContain("The operator has to set publicUrl first")
  })

  it("is downloaded, never shown, and refused without the right signature", async () => {
    const { links, get } = await door()
    const [id, signature] = partsOf(links.offer(answerFile(ANSWER, "csv"), KIM_GIVEN))

    const good = await get(id, signature)
    const forged = await get(
      id,
      signature.replace(/^./, (first) => (first === "_" ? "-" : "_")),
    )

    expect(good.status).toBe(200)
    expect(good.headers.get("content-disposition")).toBe('attachment; filename="what-changed-today.csv"')
    expect(good.headers.get("x-content-type-options")).toBe("nosniff")
    expect(await good.text()).toContain("ada")
    expect([forged.status, await forged.text()]).toEqual([404, expect.stringContaining("This link is over")])
  })

  it("is shown where it is a page of our own, which then runs and loads nothing", async () => {
    const { links, get } = await door()
    const page = {
      name: "contoso-2026-10.html",
      type: "text/html; charset=utf-8",
      body: "<p>",
      shown: true,
    } as const
    const [id, signature] = partsOf(links.offer(page, KIM_GIVEN))

    const shown = await get(id, signature)

    expect(shown.headers.get("content-disposition")).toBe('inline; filename="contoso-2026-10.html"')
    expect(shown.headers.get("content-security-policy")).toMatch(/^default-src 'none';.*; sandbox$/)
  })
})

/** Links behind our own HTTP server. */
async function door() {
  const links = linksAt()
  const url = await openFileDoor(links)
  return { links, get: (id: string, signature: string) => fetch(`${url}/files/${id}/${signature}`) }
}

describe("buttons", () => {
  it("ask only, and what they ask is understood", async () => {
    const { ask } = await chat(Array.from({ length: 15 }, () => record()))

    const text = await ask("what did ada@contoso.com do at contoso today")
    const asks = [...text.matchAll(/"msteams":\{"type":"imBack","value":"([^"]+)"/g)].map((match) => match[1])

    expect(asks).toEqual(["more", "sign-ins of ada@contoso.com at contoso today"])
    expect(await ask("sign-ins of ada@contoso.com at contoso today")).toContain("no sign-in is stored")
  })
})
