/** The app that an alert is about, as the customer's directory knows it: its service principal. */
import { RemediationError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import type { Snapshot, Subject } from "./action-contract.ts"
import { flag, text } from "./cmdlet-rows.ts"
import { type Asking, get, list, orMissing, quoted } from "./directory-reads.ts"
import { isGuid } from "./subject.ts"

const FIELDS = "id,appId,displayName,accountEnabled"

/**
 * By the service principal's id, else by the app's id; names are not unique and attackers borrow them.
 * Undefined when it is not there. Throws a RemediationError when the alert names neither.
 */
export async function readApplication(subject: Subject, asking: Asking): Promise<Snapshot | undefined> {
  const { servicePrincipalId = "", appId = "" } = subject
  const found = isGuid(servicePrincipalId)
    ? await orMissing(get(asking, `/servicePrincipals/${servicePrincipalId}?$select=${FIELDS}`))
    : isGuid(appId)
      ? (await list(asking, "/servicePrincipals", `appId eq ${quoted(appId)}`, `&$select=${FIELDS}`))[0]
      : refuse()
  return found === undefined || text(found, "id") === undefined ? undefined : applicationOf(found)
}

const applicationOf = (row: JsonObject): Snapshot => ({
  id: text(row, "id") ?? "",
  appId: text(row, "appId") ?? null,
  name: text(row, "displayName") ?? null,
  enabled: flag(row, "accountEnabled"),
})

function refuse(): never {
  throw new RemediationError("The alert doesn't name the app exactly; look at it in the admin center.")
}
