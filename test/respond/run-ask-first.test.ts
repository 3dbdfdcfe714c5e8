/** What asks before it runs: shown to the presser, run only as it was shown. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { outlookUpdatesRules } from "../../sandbox/exchange/act-as-user.ts"
import { cardText } from "../../sandbox/observe.ts"
import type { FixName } from "../../src/model/action.ts"
import type { BotReply } from "../../src/ports/bot.ts"
import { type AskFirst, createAskFirst } from "../../src/respond/run-ask-first.ts"
import { createLiveReader } from "../../src/respond/run-read-live.ts"
import { type Case, callerOf, KIM, NOW, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"

const askFirst: AskFirst = (wanted) =>
  createAskFirst({ admin: rig.admin, safeguard: unguarded, placeOf: () => "Contoso Manufacturing" })(wanted)

const asking = (fix: FixName, object: Readonly<Record<string, string>>): Promise<Case> =>
  rig.incident(fix, object, LYNNE, { askFirst })

const press = async (one: Case, fix: FixName, plan?: string): Promise<BotReply> =>
  one.press(callerOf(KIM), await one.button(fix), plan === undefined ? {} : { inputs: { plan } })

const shown = (reply: BotReply): string => ("card" in reply ? cardText(reply.card.content) : reply.text)

/** What the confirming button of the answered card sends. */
const planIn = (reply: BotReply): string =>
  /"plan":"([0-9a-f]{24})"/.exec("card" in reply ? JSON.stringify(reply.card.content) : "")?.[1] ?? ""

describe("createAskFirst()", () => {
  it("shows what will run, where, and that it can't be undone, and runs nothing before it is confirmed", async () => {
    const one = await asking("reset-password", { user: LYNNE })

    const reply = await press(one, "reset-password")

    expect(shown(reply)).toContain("Please confirm")
    expect(shown(reply)).toContain(`PATCH /users/${rig.user("lynne.robin").objectId}`)
    expect(shown(reply)).toContain("Contoso Manufacturing")
    expect(shown(reply)).toContain("Can't be undone")
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
    expect((await one.incident()).state).toBe("new")
    expect((await one.trail()).at(-1)?.what).toContain("asked to confirm")
  })

  it("runs it when the plan that was shown is confirmed", async () => {
    const one = await asking("reset-password", { user: LYNNE })
    const plan = planIn(await press(one, "reset-password"))

    await press(one, "reset-password", plan)

    expect((await rig.resume(one)).state).toBe("verified")
    expect(rig.operations()).toEqual(["Reset user password."])
  })

  it("takes back at the first press what was confirmed", async () => {
    const one = await asking("disable-application", { appId: rig.tenant.applications[1]?.appId ?? "" })
    await press(one, "disable-application", planIn(await press(one, "disable-application")))
    await rig.resume(one)

    const run = await rig.undo(one, "disable-application")

    expect(run.state).toBe("verified")
    expect(rig.tenant.applications[1]?.accountEnabled).toBe(true)
  })

  it("asks again when what is confirmed isn't what would run", async () => {
    const one = await asking("reset-password", { user: LYNNE })

    const reply = await press(one, "reset-password", "0".repeat(24))

    expect(shown(reply)).toContain("Please confirm")
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
  })

  it("goes back to the alert without doing anything", async () => {
    const one = await asking("reset-password", { user: LYNNE })

    const reply = await press(one, "reset-password", "back")

    expect("card" in reply && reply.card.summary).toBe("technician new")
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
  })

  it("runs at the first press what can be taken back and touches one mailbox", async () => {
    Object.assign(rig.mailbox("lynne.robin"), { forwardingSmtpAddress: "smtp:drop@evil.example" })
    const one = await asking("stop-forwarding", { mailbox: LYNNE })

    await press(one, "stop-forwarding")

    expect((await rig.resume(one)).state).toBe("verified")
  })

  it("shows the difference when somebody changed the object since the card was posted", async () => {
    Object.assign(rig.mailbox("lynne.robin"), { forwardingSmtpAddress: "smtp:assistant@partner.example" })
    const one = await asking("stop-forwarding", { mailbox: LYNNE })
    const lines = [{ label: "Forwarding", value: "drop@evil.example" }]
    const found = [{ action: "stop-forwarding" as const, lines }]
    await one.store.incidents.noteLive(one.incidentId, { at: NOW, lines, found })

    const reply = await press(one, "stop-forwarding")

    expect(shown(reply)).toContain(
      "Somebody changed this since the card was posted. Forwarding was drop@evil.example and is now assistant@partner.example.",
    )
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
  })

  it("compares each fix with what it found itself, not with what another one did", async () => {
    Object.assign(rig.mailbox("lynne.robin"), { forwardingSmtpAddress: "smtp:drop@evil.example" })
    const one = await asking("stop-forwarding", { mailbox: LYNNE })
    const lines = [{ label: `Sign-in of ${LYNNE}`, value: "allowed" }]
    const found = [{ action: "disable-sign-in" as const, lines }]
    await one.store.incidents.noteLive(one.incidentId, { at: NOW, lines, found })

    await press(one, "stop-forwarding")

    expect((await rig.resume(one)).state).toBe("verified")
  })

  it("shows what changed for a fix that isn't the card's first", async () => {
    const one = await asking("stop-forwarding", { mailbox: LYNNE })
    const reader = createLiveReader({ admin: rig.admin, safeguard: unguarded, now: () => NOW })
    const incident = await one.incident()
    const actions = ["stop-forwarding", "reset-password"] as const
    const rule = { ...incident.alert.rule, actions }
    const live = await reader({ ...incident, alert: { ...incident.alert, rule } })
    rig.user("lynne.robin").lastPasswordChange += 60_000

    const ask = await askFirst({ incident: { ...incident, live }, fix: "reset-password" })

    expect(live.found?.map(({ action }) => action)).toEqual(actions)
    expect(ask?.reasons[0]).toMatch(/^Somebody changed this since the card was posted\. Password of/)
  })

  it("names the rules that only Outlook runs before Exchange deletes them", async () => {
    const actor = { userUpn: LYNNE, ip: "203.0.113.77" }
    outlookUpdatesRules(rig.cloud.world, rig.tenant, actor, { name: "Play a sound", clientSide: true })
    outlookUpdatesRules(rig.cloud.world, rig.tenant, actor, { name: ".", deleteMessage: true })
    const one = await asking("disable-inbox-rule", { mailbox: LYNNE, ruleName: "." })

    const reply = await press(one, "disable-inbox-rule")

    expect(shown(reply)).toContain("only Outlook runs (Play a sound)")
  })

  it("doesn't run what changed between the confirming press and the run", async () => {
    rig.tenant.oauthGrants.push({
      ...{ id: "g1", clientId: rig.tenant.applications[1]?.objectId ?? "", principalId: null },
      ...{ resourceId: rig.tenant.applications[0]?.objectId ?? "", scope: "Mail.Read" },
    })
    const one = await asking("remove-oauth-grant", { appId: rig.tenant.applications[1]?.appId ?? "" })
    const plan = planIn(await press(one, "remove-oauth-grant"))
    await press(one, "remove-oauth-grant", plan)
    rig.tenant.oauthGrants.splice(0, 1)

    const run = await rig.resume(one)

    expect(run).toMatchObject({
      state: "failed",
      result: expect.stringContaining("changed after you confirmed"),
    })
    expect(rig.tenant.oauthGrants).toHaveLength(1)
  })
})
