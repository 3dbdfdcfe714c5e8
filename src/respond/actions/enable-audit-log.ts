/**
 * Switches the organization's audit log back on. Follows Set-AdminAuditLogConfig (Exchange PowerShell reference).
 * An organization whose settings are still shared with others must get its own first: Enable-OrganizationCustomization.
 */
import type { Action, Snapshot } from "../action-contract.ts"
import { flag } from "../cmdlet-rows.ts"

export const enableAuditLog: Action = {
  name: "enable-audit-log",
  label: "Switch the audit log on",
  reversibility:
    "Isn't taken back from here: without the log nobody sees what happens. It takes up to an hour; what happened meanwhile isn't recorded.",
  undoable: false,
  read: async (_subject, reach) => {
    const [config = {}] = await reach.rows("Get-AdminAuditLogConfig", {})
    const [organization = {}] = await reach.rows("Get-OrganizationConfig", {})
    return {
      enabled: flag(config, "UnifiedAuditLogIngestionEnabled"),
      sharedSettings: flag(organization, "IsDehydrated"),
    }
  },
  pin: (subject) => subject,
  plan: (_subject, before) => {
    if (isOn(before)) return []
    return flag(before, "sharedSettings") ? [OWN_SETTINGS, SWITCH_ON] : [SWITCH_ON]
  },
  anchor: () => undefined,
  isDone: (_subject, after) => isOn(after),
  describe: (before, after) => {
    if (!isOn(after)) return "The organization's audit log is still off."
    return isOn(before)
      ? "The organization's audit log is on."
      : "The organization's audit log is switched on: read back, it is on. Recording begins within an hour."
  },
  live: (before) => [{ label: "Audit log", value: isOn(before) ? "on" : "off" }],
  inverse: () => [],
}

/** Once ever: it is refused when it ran before and isn't seen yet, and that must not hold the switch up. */
const OWN_SETTINGS = {
  cmdlet: "Enable-OrganizationCustomization",
  parameters: { Confirm: false },
  mayComeLast: true,
}

const SWITCH_ON = {
  cmdlet: "Set-AdminAuditLogConfig",
  parameters: { UnifiedAuditLogIngestionEnabled: true, Confirm: false, Force: true },
}

const isOn = (snapshot: Snapshot): boolean => flag(snapshot, "enabled")
