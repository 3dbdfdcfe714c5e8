/** A burst of grants to one account on one card, and who presses what on it. */
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import type { ActionName } from "../../src/model/action.ts"
import { alertId } from "../../src/model/ids.ts"
import type { Person } from "../../src/model/person.ts"
import { DEFAULT_POLICY, type Protection } from "../../src/model/protection.ts"
import type { PressDeps } from "../../src/respond/press.ts"
import { createBulkPlanner } from "../../src/respond/run-plan-bulk.ts"
import { type Case, CONTOSO, callerOf, KIM, LEE, makeAlert, makeCase, NOW, UNPROTECTED } from "./make-case.ts"

export const BOXES = 120
const rule = {
  ...makeAlert().rule,
  name: "full-access",
  actions: ["remove-mailbox-permission", "claim"] as const,
}

const grant = (index: number) =>
  makeAlert({
    id: alertId(`alr_${String(index).padStart(3, "0")}`),
    rule,
    target: { kind: "mailbox", id: `box${index}@contoso.example`, name: `box${index}@contoso.example` },
    object: {
      mailbox: `box${index}@contoso.example`,
      user: "eve@contoso.example",
      accessRights: "FullAccess",
    },
    subject: `permission:box${index}@contoso.example:eve@contoso.example`,
    happenedAt: NOW - 60_000 + index,
  })

export const SAM: Person = {
  ...LEE,
  objectId: "11111111-aaaa-4aaa-8aaa-000000000003",
  name: "Sam Ortiz",
  role: "approver",
}
export const BULK: Protection = { ...UNPROTECTED, policy: { ...DEFAULT_POLICY, secondPerson: ["bulk"] } }

export async function burst(
  overrides: Partial<PressDeps> = {},
  protection = UNPROTECTED,
  boxes = BOXES,
): Promise<Case> {
  const one: Case = await makeCase(
    Array.from({ length: boxes }, (_, index) => grant(index)),
    {
      people: [KIM, LEE, SAM],
      planBulk: (incident, action, person) =>
        createBulkPlanner({ store: one.store, protectionOf: () => protection, now: () => NOW })(
          incident,
          action,
          person,
        ),
      policyOf: () => protection.policy,
      ...overrides,
    },
  )
  return one
}

export const rows = (one: Case) => one.store.journal.ofIncident(one.incidentId)
export const press = async (one: Case, action: ActionName, who = KIM, inputs = {}) =>
  one.press(callerOf(who), await one.button(action), { inputs })
export const planIn = (reply: unknown): string =>
  /"plan":"([0-9a-f]{24})"/.exec(JSON.stringify(reply))?.[1] ?? ""

/** The same account grants itself one more. */
export const goOn = (one: Case) =>
  one.store.records.saveBatch(
    { tenantId: CONTOSO, fetchedAt: NOW, records: [], rejected: [], alerts: [grant(500)] },
    (alerts, open) =>
      mergeAlerts(alerts, open, { now: NOW, fetchedAt: NOW, watchedSince: 0, channelsFor: () => [] }),
  )

/** Presses and confirms what is shown. */
export async function confirm(one: Case, action: ActionName, who = KIM) {
  const plan = planIn(await press(one, action, who))
  return press(one, action, who, { plan })
}
