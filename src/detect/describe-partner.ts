/** Power of other organizations: the trust itself, and what their administrators do. */
import { plainText } from "../lib/plain-text.ts"
import { actorName } from "./actor-name.ts"
import { deedOf } from "./deed-words.ts"
import type { Describer } from "./describer.ts"
import { changesTrust, partnerTenant } from "./facts/partners.ts"
import { capital } from "./mailbox-words.ts"

export const describePartner: Describer = (record, context) => {
  const who = capital(actorName(record, context))
  const operation = plainText(record.operation).replace(/\.$/, "")
  if (!changesTrust(record)) {
    const { partner, id } = record.actor
    return {
      subject: `partner:${(partner?.tenantId ?? partner?.objectId ?? id).toLowerCase()}`,
      object: partnerObject(partner?.tenantId),
      changes: [{ what: operation, after: plainText(record.target.name) }],
      sentence: `${who} acted in this tenant: ${deedOf(record)}.`,
    }
  }
  const tenant = partnerTenant(record)
  const isOurs = tenant !== undefined && tenant === context.own.mspTenantId?.toLowerCase()
  const partner = isOurs
    ? "our own organization"
    : tenant === undefined
      ? /company default/.test(record.operationKey)
        ? "every other organization"
        : "another organization"
      : `tenant ${tenant}`
  return {
    subject: `partner:${tenant ?? record.target.name.toLowerCase()}`,
    object: partnerObject(tenant),
    changes: [{ what: operation, after: tenant ?? plainText(record.target.name) }],
    sentence: `${who} changed what ${partner} may do here: "${operation}".`,
  }
}

const partnerObject = (tenant: string | undefined): Readonly<Record<string, string>> =>
  tenant === undefined ? {} : { partnerTenant: tenant }
