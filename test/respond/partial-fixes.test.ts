/** Fixes of several calls that stop halfway, in both directions, against the practice Exchange and Graph. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createAskFirst } from "../../src/respond/run-ask-first.ts"
import { lynnesRules, REFUSAL, RULES } from "./lynnes-rules.ts"
import { KIM, NOW, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { LYNNE, planIn, press } from "./taken-over.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const { rules, states, makeRules, spoil, rulesCase } = lynnesRules(() => rig)
/** Somebody else is faster: between our reading and our first write. */
const afterReading = (answered: () => void): void =>
  rig.trouble({ service: "exchange", match: "Get-InboxRule", kind: "watch", times: 1, answered })

describe("a fix of several calls", () => {
  it("goes on with the others when one is refused, and ends with what is left", async () => {
    makeRules("a", "b", "c")
    spoil("a")

    const run = await rig.fix(await rulesCase(), RULES)

    expect(states()).toEqual(["a true", "b false", "c false"])
    expect(run).toMatchObject({ state: "failed", result: expect.stringMatching(/It is held.*Still on.*"a"/) })
  })

  it("goes on when one of the things is gone by then", async () => {
    makeRules("a", "b")
    afterReading(() => {
      rig.mailbox("lynne.robin").rules = rules().filter(({ name }) => name !== "a")
    })

    const run = await rig.fix(await rulesCase(), RULES)

    expect(states()).toEqual(["b false"])
    expect(run.state).toBe("verified")
  })

  it("says so when Exchange doesn't find what its list shows, claims no acceptance, and looks once more", async () => {
    makeRules("a", "b")
    const message =
      "Ex6F9304|Microsoft.Exchange.ManagementObjectNotFoundException|The rule couldn't be found."
    const body = JSON.stringify({ error: { code: "NotFound", message: "x", details: [{ message }] } })
    spoil("a", { status: 404, body, times: 1 })

    const run = await rig.fix(await rulesCase(), RULES)

    expect(states()).toEqual(["a true", "b false"])
    expect(run.state).toBe("failed")
    expect(run.result).toMatch(
      /^Exchange refused Disable-InboxRule: The rule couldn't be found\. But what is read back still shows it: .*Still on.*"a".* Watchpost looks once more in 5 minutes/,
    )
    expect(run.lookAt).toBe(NOW + 5 * 60_000)
  })

  it("takes back the other consents when one has gone by then", async () => {
    const { appId, objectId } = rig.tenant.applications[1] ?? {}
    const [one, other] = [rig.user("lynne.robin").objectId, rig.user("grady.archer").objectId]
    const grant = (id: string, principalId: string) => ({
      ...{
        id,
        principalId,
        clientId: objectId ?? "",
        resourceId: rig.tenant.applications[0]?.objectId ?? "",
      },
      scope: "Mail.Read",
    })
    rig.tenant.oauthGrants = [grant("g1", one), grant("g2", other)]
    rig.beforeWrite(() => void rig.tenant.oauthGrants.shift())
    const incident = await rig.incident("remove-oauth-grant", { appId: appId ?? "" })

    const run = await rig.fix(incident, "remove-oauth-grant")

    expect(rig.tenant.oauthGrants).toEqual([])
    expect(run.state).toBe("verified")
  })

  it("was not done before because one of its calls found nothing to change", async () => {
    makeRules("a", "b")
    const unchanged = "The command completed successfully but no settings of 'a' have been modified."
    const body = JSON.stringify({ value: [], "@adminapi.warnings": [unchanged] })
    afterReading(() => {
      for (const rule of rules()) if (rule.name === "a") rule.enabled = false
    })
    spoil("a", { status: 200, body, times: 1 })

    const run = await rig.fix(await rulesCase(), RULES)

    expect(run).toMatchObject({ state: "verified", result: expect.stringContaining("2 inbox rules") })
  })
})

describe("a fix that failed halfway and was pressed again", () => {
  it("is taken back whole, with what the first press did", async () => {
    makeRules("a", "b")
    spoil("b")
    const one = await rulesCase()
    await rig.fix(one, RULES)

    const again = await rig.fix(one, RULES)
    await rig.undo(one, RULES)

    expect(again).toMatchObject({ state: "verified", result: expect.stringContaining("2 inbox rules") })
    expect(states()).toEqual(["a true", "b true"])
  })

  it("leaves to others what they changed in between", async () => {
    makeRules("a", "b", "c")
    spoil("c")
    const askFirst = createAskFirst({ admin: rig.admin, safeguard: unguarded, placeOf: () => "Contoso Ltd" })
    const one = await rig.incident(RULES, { mailbox: LYNNE }, LYNNE, { askFirst })
    await rig.fix(one, RULES)
    for (const rule of rules()) if (rule.name === "a") rule.enabled = true

    const plan = planIn(await press(one, RULES))
    await press(one, RULES, KIM, { plan })
    expect((await rig.resume(one)).state).toBe("verified")
    expect(states()).toEqual(["a false", "b false", "c false"])
    await rig.undo(one, RULES)

    expect(states()).toEqual(["a true", "b false", "c true"])
  })
})

describe("taking back in several calls", () => {
  const undone = async () => {
    makeRules("a", "b")
    const one = await rulesCase()
    await rig.fix(one, RULES)
    return one
  }

  it("goes on after a call without an answer, though a part is back by then", async () => {
    const one = await undone()
    spoil("b", { status: 503, times: 1 })

    const undo = await rig.undo(one, RULES)

    expect(undo.state).toBe("verified")
    expect(states()).toEqual(["a true", "b true"])
  })

  it("can be pressed again when a part of it was refused, and calls only what is missing", async () => {
    const one = await undone()
    spoil("b")
    const first = await rig.undo(one, RULES)
    const sent = rig.sent.length

    const second = await rig.undo(one, RULES)

    expect([first.state, second.state]).toEqual(["failed", "verified"])
    expect(states()).toEqual(["a true", "b true"])
    expect(rig.sent.slice(sent).filter((body) => body.includes("Enable-InboxRule"))).toHaveLength(1)
  })

  it("can be pressed again when Exchange went silent in the middle of it", async () => {
    const one = await undone()
    const silence = { ...REFUSAL, status: 503, match: "", times: 0 }
    rig.trouble({
      ...{ service: "exchange", match: "Enable-InboxRule", kind: "watch", times: 1 },
      answered: () => {
        silence.times = 99
      },
    })
    rig.trouble(silence)
    const first = await rig.undo(one, RULES)
    silence.times = 0

    const second = await rig.undo(one, RULES)

    expect([first.state, second.state]).toEqual(["failed", "verified"])
    expect(states()).toEqual(["a true", "b true"])
  })

  it("goes on after a restart that came between two calls", async () => {
    const one = await undone()
    const intend = one.store.journal.intend
    const store = {
      ...one.store,
      journal: {
        ...one.store.journal,
        intend: async (...step: Parameters<typeof intend>) => {
          await intend(...step)
          for (const rule of rules()) if (rule.name === "a") rule.enabled = true
          throw new Error("killed")
        },
      },
    }
    await rig.undo({ ...one, store }, RULES)

    const undo = await rig.resume(one)

    expect(undo.state).toBe("verified")
    expect(states()).toEqual(["a true", "b true"])
  })

  it("is refused as before when somebody added something since", async () => {
    const one = await undone()
    makeRules("z")

    const undo = await rig.undo(one, RULES)

    expect(undo).toMatchObject({ state: "failed", result: expect.stringContaining("Somebody changed this") })
    expect(states()).toEqual(["a false", "b false", "z true"])
  })
})
