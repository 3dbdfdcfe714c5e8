/**
 * Ways for an app to sign in that no secret shows: issuers elsewhere whose word Entra takes for the app (federated identity
 * credentials), and limits of Exchange that keep an app to some mailboxes.
 * Source: Microsoft Graph reference, federatedIdentityCredential; Microsoft Learn, Remove-ApplicationAccessPolicy.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import type { JsonObject } from "../../model/json.ts"
import { type Fact, parameterOf } from "./fact.ts"
import { objectsIn, unwrapJson } from "./json-values.ts"
import { changedValues } from "./modified-values.ts"

const OPERATIONS = /^(add|update) (application|service principal)$/
const PROPERTY = "FederatedIdentityCredentials"

/** `https://token.actions.example (repo:contoso/site)` for every issuer that is trusted since this change. */
export function trustedIssuers(record: AuditRecord): readonly string[] {
  if (!OPERATIONS.test(record.operationKey)) return []
  const property = record.modified.find(({ name }) => name.trim().toLowerCase() === PROPERTY.toLowerCase())
  if (property === undefined) return []
  const before = issuersIn(property.oldValue)
  const after = issuersIn(property.newValue)
  if (after.length > 0) return after.filter((one) => !before.includes(one))
  const isEmpty = (changedValues(record, PROPERTY)?.after.length ?? 0) === 0
  return isEmpty ? [] : ["an issuer that the record doesn't describe"]
}

const issuersIn = (text: string): readonly string[] =>
  objectsIn(unwrapJson(text)).flatMap((entry) => {
    const issuer = textOf(entry, "issuer")
    const subject = textOf(entry, "subject")
    return issuer === "" ? [] : [subject === "" ? issuer : `${issuer} (${subject})`]
  })

/** Graph writes names small, the portal writes them large. */
function textOf(entry: JsonObject, name: string): string {
  const [, value] = Object.entries(entry).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === "string" ? value.trim() : ""
}

export const APP_TRUST_FACTS: readonly Fact[] = [
  {
    name: "TrustsOutsideIssuer",
    read: (record) => trustedIssuers(record).join(", ") || undefined,
  },
  {
    // Without a policy an app with a permission for mail reaches every mailbox.
    name: "RemovesAppLimit",
    read: (record) =>
      record.operationKey === "remove-applicationaccesspolicy"
        ? parameterOf(record, "Identity") || record.target.name
        : undefined,
  },
]
