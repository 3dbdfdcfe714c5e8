/**
 * Switches an app off in the customer's tenant: nobody gets a token for it, whatever it was granted.
 * Follows Update servicePrincipal (Microsoft Graph v1.0 reference).
 */
import { RemediationError } from "../../model/errors.ts"
import type { Action, Snapshot } from "../action-contract.ts"
import { flag, said, same, text } from "../cmdlet-rows.ts"
import { lacking, orNamed } from "../directory-reads.ts"
import { readApplication } from "../find-application.ts"

export const disableApplication: Action = {
  name: "disable-application",
  label: "Disable this app",
  reversibility:
    "Can be undone: the app is switched on again with everything that it was granted. Data that it read can't be taken back.",
  undoable: true,
  read: async (subject, reach) => {
    const app = await orNamed(readApplication(subject, reach), reach, [WRITE])
    if (app === undefined) throw new RemediationError("The app isn't in the customer's directory any more.")
    return app
  },
  pin: (subject, before) => ({ ...subject, servicePrincipalId: text(before, "id") ?? "" }),
  plan: (_subject, before) => (isOff(before) ? [] : [setEnabled(before, false)]),
  anchor: () => undefined,
  isDone: (_subject, after) => isOff(after),
  blocked: (before, granted) =>
    lacking(granted, WRITE) ??
    (granted.appId !== undefined && same(granted.appId, text(before, "appId") ?? "")
      ? "This is Watchpost's own app; it doesn't switch itself off."
      : undefined),
  live: (before) => [
    { label: `App ${text(before, "name") ?? ""}`.trim(), value: isOff(before) ? "off" : "on" },
  ],
  asks: () => "Every user of this customer loses the app.",
  describe,
  inverse: (_subject, before) => (flag(before, "enabled") ? [setEnabled(before, true)] : []),
}

const WRITE = "Application.ReadWrite.All"

/** Only what the directory says: a blank may be anything. */
const isOff = (snapshot: Snapshot): boolean => said(snapshot, "enabled") === false

const setEnabled = (before: Snapshot, accountEnabled: boolean) =>
  ({
    method: "PATCH",
    path: `/servicePrincipals/${text(before, "id") ?? ""}`,
    body: { accountEnabled },
    recordedAs: ["update service principal", accountEnabled ? "enable account" : "disable account"],
  }) as const

function describe(before: Snapshot, after: Snapshot): string {
  const app = `The app "${text(after, "name") ?? text(after, "appId") ?? "unknown"}"`
  if (!isOff(after)) return `${app} is still on.`
  return isOff(before)
    ? `${app} is off.`
    : `${app} is switched off: read back, it is off. Access tokens that are out may work for up to an hour.`
}
