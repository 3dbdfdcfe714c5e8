/** Inbox rules of one mailbox in the practice cloud, some of which can't be switched off. */
import { actAsUser } from "../../sandbox/exchange/act-as-user.ts"
import type { Fault } from "../../sandbox/faults.ts"
import type { PracticeRig } from "./practice-rig.ts"
import { LYNNE } from "./taken-over.ts"

export const RULES = "disable-inbox-rules"
const ACTOR = { userUpn: LYNNE, ip: "203.0.113.77" }

/** What Exchange answers to a change that it won't make. */
export const REFUSAL = {
  ...({ service: "exchange", kind: "status", status: 400 } as const),
  body: JSON.stringify({
    error: {
      code: "BadRequest",
      message: "x",
      details: [{ message: "Ex6F9304|System.Exception|It is held." }],
    },
  }),
}

export function lynnesRules(rig: () => PracticeRig) {
  const rules = () => rig().mailbox("lynne.robin").rules
  return {
    rules,
    /** Those with a name of one letter: `a true`. */
    states: () => rules().flatMap(({ name, enabled }) => (name.length === 1 ? [`${name} ${enabled}`] : [])),
    makeRules: (...names: readonly string[]): void => {
      const { cloud, tenant } = rig()
      for (const Name of names)
        actAsUser(cloud.world, tenant, ACTOR, "New-InboxRule", { Name, DeleteMessage: true })
    },
    /** Trouble with every call that names the rule; refused twice unless told otherwise. */
    spoil: (name: string, fault: Partial<Fault> = {}): void => {
      const match = rules().find((rule) => rule.name === name)?.ruleId ?? ""
      rig().trouble({ ...REFUSAL, match, times: 2, ...fault })
    },
    rulesCase: () => rig().incident(RULES, { mailbox: LYNNE }),
  }
}
