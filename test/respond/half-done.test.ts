/** What a technician finds after a fix that worked in part, or wasn't seen: the other half, and the way back. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { EXCHANGE_ADMINISTRATOR } from "../../sandbox/world/role.ts"
import { technicianActions } from "../../src/card/buttons.ts"
import { technician, words } from "../card/make-incident.ts"
import { lynnesRules, REFUSAL, RULES } from "./lynnes-rules.ts"
import { type Case, NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { EVIL, FORWARD, slowReplica } from "./slow-replica.ts"
import { secure, takenOver, told } from "./taken-over.ts"

const USER_ADMINISTRATOR = "fe930be7-5e62-47db-91af-98c3a49a38b1"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const { mailbox, lagging, accepted, forwardCase } = slowReplica(() => rig)
const { rules, states, makeRules, spoil, rulesCase } = lynnesRules(() => rig)
const offered = async (one: Case) => technicianActions(await one.incident(), true, NOW)

describe("a fix that failed halfway", () => {
  it("offers the way back at once, and the other half beside it", async () => {
    makeRules("a", "b")
    spoil("b")
    const one = await rulesCase()

    const run = await rig.fix(one, RULES)

    expect(run).toMatchObject({ state: "failed", leaves: "some" })
    expect(await offered(one)).toEqual(expect.arrayContaining([RULES, `undo-${RULES}`]))
    expect(words(technician({ incident: await one.incident() }))).toContain(
      "Press it again for the rest, or take back what worked",
    )
  })

  it("is taken back without being pressed again, and then nothing of it stands", async () => {
    makeRules("a", "b")
    spoil("b")
    const one = await rulesCase()
    await rig.fix(one, RULES)

    const undo = await rig.undo(one, RULES)

    expect(undo.state).toBe("verified")
    expect(states()).toEqual(["a true", "b true"])
    expect((await one.incident()).state).toBe("claimed")
    expect(await offered(one)).not.toContain(`undo-${RULES}`)
    expect(await offered(one)).toContain(RULES)
  })

  it("is taken back whole when the second press fails, too, and changes nothing", async () => {
    makeRules("a", "b")
    spoil("b", { times: 4 })
    const one = await rulesCase()
    await rig.fix(one, RULES)
    await rig.fix(one, RULES)

    const undo = await rig.undo(one, RULES)

    expect(undo.state).toBe("verified")
    expect(states()).toEqual(["a true", "b true"])
  })

  it("isn't taken back over what somebody changed since", async () => {
    makeRules("a", "b")
    spoil("b")
    const one = await rulesCase()
    await rig.fix(one, RULES)
    for (const rule of rules()) if (rule.name === "b") rule.enabled = false

    const undo = await rig.undo(one, RULES)

    expect(undo).toMatchObject({ state: "failed", result: expect.stringContaining("Somebody changed this") })
    expect(states()).toEqual(["a false", "b false"])
  })

  it("offers no way back when nothing of it worked", async () => {
    makeRules("a")
    spoil("a")
    const one = await rulesCase()

    await rig.fix(one, RULES)

    expect(await offered(one)).not.toContain(`undo-${RULES}`)
    expect(words(technician({ incident: await one.incident() }))).toContain("The fix did not work.")
  })

  it("brings back the one of several roles that is gone, and not the one that stayed", async () => {
    const { objectId: principalId } = rig.user("grady.archer")
    const holdings = [USER_ADMINISTRATOR, EXCHANGE_ADMINISTRATOR].map((roleDefinitionId) => ({
      ...{ id: `holds-${roleDefinitionId}`, principalId, roleDefinitionId, directoryScopeId: "/" },
    }))
    rig.tenant.roleAssignments.push(...holdings)
    const held = () => rig.tenant.roleAssignments.filter((one) => one.principalId === principalId)
    rig.trouble({
      ...REFUSAL,
      service: "graph",
      match: `/holds-${USER_ADMINISTRATOR}`,
      times: 2,
    })
    const roleId = `${USER_ADMINISTRATOR};${EXCHANGE_ADMINISTRATOR}`
    const one = await rig.incident("remove-from-role", { userId: principalId, roleId })
    await rig.fix(one, "remove-from-role")
    expect(held()).toHaveLength(1)

    const undo = await rig.undo(one, "remove-from-role")

    expect(undo.state).toBe("verified")
    expect(held()).toHaveLength(2)
  })

  it("is offered as a step of “Secure account”, beside the retry", async () => {
    const one = await takenOver(rig)
    makeRules("b")
    spoil("b")

    await secure(rig, one)
    expect(await offeredWith(one)).toEqual(expect.arrayContaining(["retry-failed-steps", `undo-${RULES}`]))
    await rig.undo(one, RULES)

    expect(await told(one)).toContain(`${RULES} undone`)
    expect(rules().every(({ enabled }) => enabled)).toBe(true)
  })
})

const offeredWith = async (one: Case) =>
  technicianActions(await one.incident(), true, NOW, {
    runs: await one.store.journal.ofIncident(one.incidentId),
  })

describe("a fix that was accepted and can't be seen yet", () => {
  it("can be taken back as soon as it is seen", async () => {
    const one = await forwardCase()
    const run = await accepted(one)

    const undo = await rig.undo(one, FORWARD)

    expect(run).toMatchObject({ state: "failed", leaves: "unsure" })
    expect(undo.state).toBe("verified")
    expect(mailbox().forwardingSmtpAddress).toBe(EVIL)
  })

  it("is proven by the next press, which calls nothing and keeps the way back", async () => {
    const one = await forwardCase()
    await accepted(one)
    const calls = rig.sent.length

    const again = await rig.fix(one, FORWARD)

    expect(again).toMatchObject({
      state: "verified",
      result: expect.stringContaining("no longer forwards to drop@evil.example"),
    })
    expect(rig.sent.slice(calls).filter((body) => body.includes('"Set-Mailbox"'))).toEqual([])
    await rig.undo(one, FORWARD)
    expect(mailbox().forwardingSmtpAddress).toBe(EVIL)
  })

  it("is taken back by a call also while it isn't seen, because it may come at any time", async () => {
    const one = await forwardCase()
    await accepted(one)
    lagging()

    const undo = await rig.undo(one, FORWARD)

    expect(undo.state).toBe("verified")
    expect(mailbox().forwardingSmtpAddress).toBe(EVIL)
  })

  it("isn't taken back over another forwarding that was set since", async () => {
    const one = await forwardCase()
    await accepted(one)
    mailbox().forwardingSmtpAddress = "smtp:other@evil.example"

    const undo = await rig.undo(one, FORWARD)

    expect(undo).toMatchObject({ state: "failed", result: expect.stringContaining("Somebody changed this") })
    expect(mailbox().forwardingSmtpAddress).toBe("smtp:other@evil.example")
  })

  it("belongs to the next press though Exchange says then that it changes nothing", async () => {
    const one = await forwardCase()
    await accepted(one)
    lagging(1)

    const again = await rig.fix(one, FORWARD)

    expect(again.state).toBe("verified")
    expect(await offered(one)).toContain(`undo-${FORWARD}`)
  })
})
