/** "Secure account" when the process dies at any of its writes: the journal decides, and nothing is called twice. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Case, KIM } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { ALL_DONE, planIn, press, THEFT, takenOver, told } from "./taken-over.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const CONTAINMENT = [
  "Disable account.",
  "Reset user password.",
  "Update StsRefreshTokenValidFrom Timestamp.",
  "Set-Mailbox",
  "Disable-InboxRule",
  "Remove-MailboxPermission",
  "Admin deleted security info",
]

/** A life of the process that ends right after the journal wrote `method` for the `nth` time; false when it came to its end. */
async function liveUntil(one: Case, method: "intend" | "finish", nth: number): Promise<boolean> {
  let written = 0
  const { journal } = one.store
  const mortal = new Proxy(journal, {
    get:
      (target, name: keyof typeof journal) =>
      async (...given: never[]) => {
        if (written >= nth) throw new Error("killed")
        const answer = await Reflect.apply(target[name], target, given)
        if (name === method) written += 1
        if (written >= nth) throw new Error("killed")
        return answer
      },
  })
  await rig.resume({ ...one, store: { ...one.store, journal: mortal } }).catch(() => undefined)
  return written >= nth
}

describe("a playbook in a process that dies", () => {
  it.each(["intend", "finish"] as const)(
    "comes to the same end when the process dies at any %s, and calls nothing twice",
    async (method) => {
      const one = await takenOver(rig)
      const plan = planIn(await press(one))
      await press(one, "secure-account", KIM, { plan })
      let lives = 0
      for (let died = true; died; lives += 1) died = await liveUntil(one, method, lives + 1)

      expect(lives).toBeGreaterThan(3)
      expect(await told(one)).toEqual(ALL_DONE)
      expect((await one.incident()).state).toBe("fixed")
      expect(rig.operations().toSorted()).toEqual([...THEFT, ...CONTAINMENT].toSorted())
    },
  )
})
