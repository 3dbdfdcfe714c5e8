/** The app that an alert is about, as the customer's directory knows it: its service principal. */

import { isGuid } from "../lib/guid.ts"
import { RemediationError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import type { Snapshot, Subject } from "./action-contract.ts"
import { said, text } from "./cmdlet-rows.ts"
import { list, quoted } from "./directory-reads.ts"
import { orMissing, type Reach } from "./reach.ts"

const FIELDS = "id,appId,displayName,accountEnabled"

/**
 * By the service principal's id, else by the app's id, else by its registration's, which alone stands in records of
 * secrets; names are not unique and attackers borrow them.
 * Undefined when it is not there. Throws a RemediationError when the alert names neither.
 */
export async function readApplication(subject: Subject, reach: Reach): Promise<Snapshot | undefined> {
  const { servicePrincipalId = "" } = subject
  const found = isGuid(servicePrincipalId)
    ? await orMissing(reach.get(`/servicePrincipals/${servicePrincipalId}?$select=${FIELDS}`))
    : await byAppId(await appIdOf(subject, reach), reach)
  return found === undefined || text(found, "id") === undefined ? undefined : applicationOf(found)
}

const byAppId = async (appId: string, reach: Reach): Promise<JsonObject | undefined> =>
  (await list(reach, "/servicePrincipals", `appId eq ${quoted(appId)}`, `&$select=${FIELDS}`))[0]

async function appIdOf({ appId = "", applicationId = "" }: Subject, reach: Reach): Promise<string> {
  if (isGuid(appId)) return appId
  if (!isGuid(applicationId)) return refuse()
  const registration = await orMissing(reach.get(`/applications/${applicationId}?$select=appId`))
  const found = registration === undefined ? undefined : text(registration, "appId")
  return found !== undefined && isGuid(found) ? found : refuse()
}

const applicationOf = (row: JsonObject): Snapshot => ({
  id: text(row, "id") ?? "",
  appId: text(row, "appId") ?? null,
  name: text(row, "displayName") ?? null,
  enabled: said(row, "accountEnabled") ?? null,
})

function refuse(): never {
  throw new RemediationError("The alert doesn't name the app exactly; look at it in the admin center.")
}
