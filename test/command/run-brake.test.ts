/** `freeze` and `unfreeze`, against a real store. */
import { describe, expect, it } from "vitest"
import type { Config } from "../../src/config/config.ts"
import type { Caller } from "../../src/ports/bot.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { ALEX, CONTOSO_CHANNEL, caller, config, FABRIKAM, KIM, NOW, SAM } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

function stage(configured: Config = config) {
  const { store } = openTemporaryStore()
  const handle = makeHandler({ store, config: configured })
  const ask = async (text: string, who: Caller = caller()): Promise<string> =>
    JSON.stringify(await handle({ text, caller: who }))
  return { store, ask }
}

const sam = caller({ objectId: SAM, name: "Sam Ortiz" })

describe("freeze, unfreeze", () => {
  it("stops all fixes with who and why, and allows them again", async () => {
    const { store, ask } = stage()

    expect(await ask("freeze stolen laptop")).toContain("All fixes are frozen")
    expect(await store.brake.frozen()).toEqual({ by: "Kim Vega", at: NOW, reason: "stolen laptop" })
    expect(await ask("freeze", sam)).toContain("Since Kim Vega said so.")
    expect(await ask("status")).toContain("All fixes are frozen by Kim Vega (stolen laptop)")
    expect(await ask("status", caller({ conversationId: CONTOSO_CHANNEL }))).not.toContain("frozen")
    expect(await ask("unfreeze")).toContain("Fixes are allowed again")
    expect(await ask("unfreeze")).toContain("Nothing is frozen")
  })

  it("lets any technician stop, and only an operator who is responsible for everybody allow again", async () => {
    const { store, ask } = stage()

    expect(await ask("freeze", sam)).toContain("All fixes are frozen")
    expect(await ask("unfreeze", sam)).toContain("Not yours to allow")
    expect(await store.brake.frozen()).toBeDefined()
  })

  it.each([
    [{ role: "technician", scope: "all" }, "Not yours to allow"],
    [{ role: "approver", scope: "all" }, "Not yours to allow"],
    [{ role: "operator", scope: [FABRIKAM] }, "Not yours to allow"],
    [{ role: "operator", scope: "all" }, "Fixes are allowed again"],
    [{ role: "viewer", scope: "all" }, "Only technicians may do this"],
  ] as const)("answers unfreeze by %j with “%s”", async (fields, sentence) => {
    const people = config.people.map((one) => (one.objectId === KIM ? { ...one, ...fields } : one))
    const { store, ask } = stage({ ...config, people })
    await ask("freeze", sam)

    expect(await ask("unfreeze")).toContain(sentence)
    const isAllowed = sentence.startsWith("Fixes")
    expect((await store.brake.frozen()) === undefined).toBe(isAllowed)
    expect((await store.trail.read(0, 99)).filter(({ kind }) => kind === "refusal")).toMatchObject(
      isAllowed
        ? []
        : [{ what: "Refused to answer: unfreeze", data: { reason: expect.stringContaining(sentence) } }],
    )
  })

  it("is no command for a contact", async () => {
    const { store, ask } = stage()
    const alex = caller({ objectId: ALEX, name: "Alex Brandt", conversationId: CONTOSO_CHANNEL })

    expect(await ask("freeze", alex)).toContain("Only technicians may do this")
    expect(await store.brake.frozen()).toBeUndefined()
    expect((await store.trail.read(0, 99)).at(-1)).toMatchObject({
      kind: "refusal",
      who: `Alex Brandt (${ALEX})`,
    })
  })
})
