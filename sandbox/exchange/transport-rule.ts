/** Get-, New-, Enable-, Disable- and Remove-TransportRule: mail-flow rules of the organization. Source: the cmdlets' pages. */
import { practiceGuid } from "../world/practice-id.ts"
import type { PracticeTransportRule } from "../world/types.ts"
import { type Cmdlet, CmdletFailure, type CmdletRun, notFound, type Row } from "./cmdlet.ts"

const LISTS = ["BlindCopyTo", "CopyTo", "RedirectMessageTo", "AddToRecipients", "SubjectContainsWords"]

const toRow = (rule: PracticeTransportRule): Row => ({
  Identity: rule.name,
  Name: rule.name,
  Guid: rule.guid,
  State: rule.enabled ? "Enabled" : "Disabled",
  Mode: rule.mode,
  Priority: rule.priority,
  BlindCopyTo: null,
  CopyTo: null,
  RedirectMessageTo: null,
  AddToRecipients: null,
  DeleteMessage: false,
  ...rule.settings,
})

const matches = (rule: PracticeTransportRule, identity: string): boolean =>
  [rule.guid, rule.name].some((one) => one.toLowerCase() === identity.toLowerCase())

const needRule = ({ tenant, parameters }: CmdletRun): PracticeTransportRule => {
  const identity = parameters.required("Identity")
  const rule = tenant.transportRules.find((one) => matches(one, identity))
  if (rule === undefined) throw notFound(identity)
  return rule
}

export const getTransportRule: Cmdlet = {
  allowed: ["Identity", "State", "ResultSize"],
  run: (run) => {
    const all = run.parameters.text("Identity") === undefined
    return { rows: (all ? run.tenant.transportRules : [needRule(run)]).map(toRow) }
  },
}

export const newTransportRule: Cmdlet = {
  allowed: ["Name", "Mode", "Priority", "Enabled", "DeleteMessage", ...LISTS],
  run: ({ world, tenant, parameters }) => {
    const name = parameters.required("Name")
    if (tenant.transportRules.some((rule) => matches(rule, name))) {
      throw new CmdletFailure("refused", `The rule "${name}" already exists.`)
    }
    const lists = LISTS.flatMap((key) => (parameters.has(key) ? [[key, parameters.list(key)] as const] : []))
    const rule: PracticeTransportRule = {
      guid: practiceGuid(`transport rule ${tenant.id} ${name} ${world.now()}`),
      name,
      enabled: parameters.flag("Enabled") ?? true,
      mode: parameters.text("Mode") ?? "Enforce",
      priority: tenant.transportRules.length,
      settings: { ...Object.fromEntries(lists), DeleteMessage: parameters.flag("DeleteMessage") ?? false },
    }
    tenant.transportRules.push(rule)
    return { objectId: name, rows: [toRow(rule)] }
  },
}

export const enableTransportRule: Cmdlet = {
  allowed: ["Identity", "Mode"],
  run: (run) => {
    const rule = needRule(run)
    rule.enabled = true
    rule.mode = run.parameters.text("Mode") ?? rule.mode
    return { objectId: rule.name }
  },
}

export const disableTransportRule: Cmdlet = {
  allowed: ["Identity"],
  run: (run) => {
    const rule = needRule(run)
    rule.enabled = false
    return { objectId: rule.name }
  },
}

export const removeTransportRule: Cmdlet = {
  allowed: ["Identity"],
  run: (run) => {
    const rule = needRule(run)
    run.tenant.transportRules = run.tenant.transportRules.filter((one) => one !== rule)
    return { objectId: rule.name }
  },
}
