/** A fix that was verified and is asked for again: which of the runs stands in the end. */
import { describe, expect, it } from "vitest"
import { CLICK, endAs, INTENT, makeRequest, openJournal, RESULT, STEP } from "./make-journal.ts"

describe("request() of what is verified, again", () => {
  const verified = async () => {
    const opened = await openJournal()
    const { remediation: first } = await opened.journal.request(makeRequest(opened.incident), CLICK)
    await opened.journal.intend(first.id, STEP, INTENT)
    await opened.journal.finish(first.id, endAs("verified"), RESULT)
    const again = { ...makeRequest(opened.incident), again: true }
    const { remediation } = await opened.journal.request(again, CLICK)
    return { ...opened, again: remediation }
  }
  const states = async ({ journal, incident }: Awaited<ReturnType<typeof verified>>) =>
    (await journal.ofIncident(incident)).map(({ state }) => state)

  it("overtakes it with a run of its own", async () => {
    const one = await verified()
    await one.journal.intend(one.again.id, STEP, INTENT)
    await one.journal.finish(one.again.id, endAs("failed"), RESULT)

    expect(await states(one)).toEqual(["overtaken", "failed"])
  })

  it.each(["already-done", "failed"] as const)(
    "leaves it standing when the new run called nothing and ended as %s",
    async (end) => {
      const one = await verified()
      await one.journal.finish(one.again.id, endAs(end), RESULT)

      expect(await states(one)).toEqual(["verified", end])

      const more = { ...makeRequest(one.incident), again: true }
      const { remediation } = await one.journal.request(more, CLICK)
      await one.journal.finish(remediation.id, endAs(end), RESULT)

      expect(await states(one)).toEqual(["verified", end, end])
    },
  )

  it("brings back the run of the same part, whatever became of another one", async () => {
    const { journal, incident } = await openJournal()
    const ask = async (part: string, again = false) => {
      const { remediation } = await journal.request({ ...makeRequest(incident), part, again }, CLICK)
      return remediation.id
    }
    for (const part of ["a", "b"]) {
      const id = await ask(part)
      await journal.intend(id, STEP, INTENT)
      await journal.finish(id, endAs("verified"), RESULT)
    }
    const third = await ask("a", true)
    await journal.intend(third, STEP, INTENT)
    await journal.finish(third, endAs("failed"), RESULT)

    await journal.finish(await ask("b", true), endAs("already-done"), RESULT)

    const states = (await journal.ofIncident(incident)).map(({ state }) => state)
    expect(states).toEqual(["overtaken", "verified", "failed", "already-done"])
  })

  it("brings back the fix, though taking it back had been tried since", async () => {
    const { journal, incident } = await openJournal()
    const { remediation: fix } = await journal.request(makeRequest(incident), CLICK)
    await journal.intend(fix.id, STEP, INTENT)
    await journal.finish(fix.id, endAs("verified"), RESULT)
    const { remediation: undo } = await journal.request({ ...makeRequest(incident), undoes: fix.id }, CLICK)
    await journal.intend(undo.id, STEP, INTENT)
    await journal.finish(undo.id, endAs("failed"), RESULT)

    const { remediation } = await journal.request({ ...makeRequest(incident), again: true }, CLICK)
    await journal.finish(remediation.id, endAs("already-done"), RESULT)

    const states = (await journal.ofIncident(incident)).map(({ state }) => state)
    expect(states).toEqual(["verified", "failed", "already-done"])
  })

  it("brings back no run that one in between really replaced", async () => {
    const one = await verified()
    await one.journal.intend(one.again.id, STEP, INTENT)
    await one.journal.finish(one.again.id, endAs("failed"), RESULT)

    const { remediation } = await one.journal.request(makeRequest(one.incident), CLICK)
    await one.journal.finish(remediation.id, endAs("already-done"), RESULT)

    expect(await states(one)).toEqual(["overtaken", "failed", "already-done"])
  })
})
