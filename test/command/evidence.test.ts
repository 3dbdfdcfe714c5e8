/** Evidence packs from chat: asked for, fetched over HTTP, unpacked and checked by their own script. */
import { dirname } from "node:path"
import { describe, expect, it } from "vitest"
import { createFileLinks } from "../../src/command/file-links.ts"
import { createEvidencePacks } from "../../src/evidence-packs.ts"
import type { Caller } from "../../src/ports/bot.ts"
import { makeAlert, makeBatch, mergeInto } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { verifyZip } from "../cli/verify-pack.ts"
import { openFileDoor } from "./file-door.ts"
import { CONTOSO, CONTOSO_CHANNEL, caller, config, FABRIKAM, KIM, NOW, SAM } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

/** Incident 1 is Contoso's. */
async function chatWithIncident() {
  const { store, path } = openTemporaryStore()
  await store.records.saveBatch(
    {
      ...makeBatch(),
      tenantId: CONTOSO,
      records: [],
      rejected: [],
      alerts: [makeAlert({ tenantId: CONTOSO })],
    },
    mergeInto(["technician"]),
  )
  const now = () => NOW
  const packOf = createEvidencePacks({ database: path, trail: store.trail, now })
  const links = createFileLinks({ publicUrl: "http://bot.test", trail: store.trail, now })
  const url = await openFileDoor(links)
  const handle = makeHandler({ store, files: links, packOf })
  const ask = async (text: string, who: Partial<Caller> = {}): Promise<string> =>
    JSON.stringify(await handle({ text, caller: caller(who) }))
  const fetchLink = async (reply: string): Promise<Response> =>
    fetch((/"url":"([^"]+)"/.exec(reply)?.[1] ?? "").replace("http://bot.test", url))
  const trail = () => store.trail.read(0, 100)
  return { ask, fetchLink, trail, folder: dirname(path), store }
}

describe("evidence", () => {
  it.each([{ kind: "personal", conversationId: "a:kim" } as const, { kind: "channel" } as const])(
    "hands technicians a pack that proves itself, in %o, and keeps who looked and the seal",
    async (place) => {
      const one = await chatWithIncident()

      const reply = await one.ask("export evidence of 1", place)
      const fetched = await one.fetchLink(reply)

      expect(fetched.headers.get("content-disposition")).toBe('attachment; filename="incident-1.zip"')
      const { status, stdout } = verifyZip(new Uint8Array(await fetched.arrayBuffer()), one.folder)
      expect(stdout).toContain("Whole:")
      expect(status).toBe(0)
      const own = (await one.trail()).filter(({ incidentId }) => incidentId === 1)
      expect(own.slice(-3)).toMatchObject([
        { kind: "command", who: `Kim Vega (${KIM})`, what: "Asked: export evidence of 1" },
        { kind: "view", what: `Fetched incident-1.zip by the link that Kim Vega (${KIM}) was given.` },
        { kind: "view", what: "Made an evidence pack of incident 1." },
      ])
      expect(stdout).toContain(`Seal of this pack: ${own.at(-1)?.data.seal}`)
    },
  )

  it("isn't handed over in a customer's channel, where everybody could open it; the refusal is kept", async () => {
    const one = await chatWithIncident()

    const reply = await one.ask("evidence 1", { conversationId: CONTOSO_CHANNEL })

    expect(reply).toContain("Ask for it in the chat with me")
    expect(reply).not.toContain('"url"')
    expect((await one.trail()).at(-1)).toMatchObject({ kind: "refusal" })
  })

  it("isn't there for a technician of another customer, and for a number that is none", async () => {
    const one = await chatWithIncident()

    expect(await one.ask("evidence 1", { objectId: SAM })).toContain("There is no incident 1 here.")
    expect(await one.ask("evidence 7")).toContain("There is no incident 7 here.")
    expect((await one.trail()).at(-1)).not.toHaveProperty("incidentId")
  })

  it("isn't for who may only look", async () => {
    const { store } = await chatWithIncident()
    const people = config.people.map((person) =>
      person.objectId === KIM ? { ...person, role: "viewer" as const } : person,
    )
    const handle = makeHandler({ store, config: { ...config, people } })

    const reply = JSON.stringify(await handle({ text: "evidence 1", caller: caller() }))

    expect(reply).toContain("Evidence packs are for technicians.")
  })

  it("tells in an incident's own story who asked what it is about", async () => {
    const one = await chatWithIncident()

    await one.ask("explain 1")
    await one.ask("explain 1", { objectId: SAM })

    const looked = (await one.trail()).filter(({ kind }) => kind === "command")
    expect(looked).toMatchObject([
      { tenantId: CONTOSO, incidentId: 1, what: "Asked: explain 1" },
      { tenantId: FABRIKAM, what: "Asked: explain 1" },
    ])
    expect(looked[1]).not.toHaveProperty("incidentId")
  })
})
