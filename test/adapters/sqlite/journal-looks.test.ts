/** Later looks at what was accepted and not seen: when one is due, and who tells the end when somebody presses meanwhile. */
import { describe, expect, it } from "vitest"
import type { RemediationId } from "../../../src/model/ids.ts"
import { CLICK, endAs, INTENT, makeRequest, openJournal, RESULT, STEP } from "./make-journal.ts"
import { NOW } from "./make-rows.ts"

const LOOK_AT = NOW + 1_000

const unseen = async () => {
  const opened = await openJournal()
  const { journal, incident } = opened
  const { remediation } = await journal.request(makeRequest(incident), CLICK)
  await journal.intend(remediation.id, STEP, INTENT)
  await journal.finish(remediation.id, { ...endAs("failed"), leaves: "unsure", lookAt: LOOK_AT }, RESULT)
  const seen = { id: remediation.id, incidentId: incident, ...endAs("verified") }
  const looked = () => journal.looked(seen, RESULT, (known) => ({ ...known, state: "fixed" }))
  const due = async (now = LOOK_AT) => (await journal.toLookAt(now)).map(({ id }) => id)
  const another = () =>
    journal.request({ ...makeRequest(incident), action: "disable-inbox-rule" as const }, CLICK)
  const end = (id: RemediationId) => journal.finish(id, endAs("failed"), RESULT)
  return { ...opened, id: remediation.id, looked, due, another, end }
}

describe("toLookAt()", () => {
  it("tells what is due, as it ended", async () => {
    const { journal, id, due } = await unseen()

    expect(await due(LOOK_AT - 1)).toEqual([])
    expect(await journal.toLookAt(LOOK_AT)).toMatchObject([{ id, state: "failed", lookAt: LOOK_AT }])
  })

  it("waits for no time that a clock named while it was a year ahead", async () => {
    const { due, id } = await unseen()

    expect(await due(LOOK_AT - 365 * 86_400_000)).toEqual([id])
  })

  it("waits for another fix of the incident that isn't over", async () => {
    const { id, due, another, end } = await unseen()
    const { remediation } = await another()

    expect(await due()).toEqual([])
    await end(remediation.id)
    expect(await due()).toEqual([id])
  })

  it("forgets it when the same is asked for again", async () => {
    const { journal, incident, due, end } = await unseen()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    await end(remediation.id)

    expect(await due()).toEqual([])
  })
})

describe("looked()", () => {
  it("writes the end, the trail and the incident in one, once", async () => {
    const { journal, store, incident, looked, due, kindsInTrail } = await unseen()

    expect([await looked(), await looked()]).toEqual([true, false])

    expect(await journal.ofIncident(incident)).toMatchObject([{ state: "verified", finishedAt: NOW + 20 }])
    expect((await journal.ofIncident(incident))[0]).not.toHaveProperty("leaves")
    expect((await store.incidents.incident(incident))?.state).toBe("fixed")
    expect((await kindsInTrail()).filter((kind) => kind === "result")).toHaveLength(2)
    expect(await due()).toEqual([])
  })

  it("writes nothing while something that was pressed meanwhile isn't over", async () => {
    const { journal, incident, looked, another } = await unseen()
    await another()

    expect(await looked()).toBe(false)

    expect((await journal.ofIncident(incident))[0]?.state).toBe("failed")
  })

  it("writes nothing when the incident can't be told", async () => {
    const { journal, store, incident, id, due } = await unseen()
    const seen = { id, incidentId: incident, ...endAs("verified") }
    const torn = journal.looked(seen, RESULT, () => {
      throw new Error("killed")
    })

    await expect(torn).rejects.toThrow("killed")

    expect(await due()).toEqual([id])
    expect((await store.incidents.incident(incident))?.state).not.toBe("fixed")
  })
})
