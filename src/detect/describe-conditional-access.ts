/** What a change of conditional access takes away, policy by policy. */
import { plainText } from "../lib/plain-text.ts"
import type { Act } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { MAX_PARTS, partsText } from "./directory-words.ts"
import { isSecurityDefaults, trustedNetworks, weakenedPolicy } from "./facts/access-policies.ts"
import { targetObject } from "./facts/directory-record.ts"
import { capital } from "./mailbox-words.ts"

export const describeConditionalAccess: Describer = (record, context) => {
  const who = capital(actorName(record, context))
  const { name = record.target.name, id } = targetObject(record)
  const words = tell(record, who, plainText(name))
  if (words === undefined) return describeChange("conditional-access")(record, context)
  return {
    subject: `conditional-access:${(id ?? name).toLowerCase()}`,
    object: { policyName: name, ...(id === undefined ? {} : { policyId: id }) },
    ...words,
  }
}

function tell(record: AuditRecord, who: string, name: string): Pick<Act, "changes" | "sentence"> | undefined {
  if (record.operationKey.startsWith("delete "))
    return {
      changes: [{ what: "Policy", before: name, after: "deleted" }],
      sentence: `${who} deleted the access policy "${name}".`,
    }
  const networks = trustedNetworks(record)
  if (networks.length > 0)
    return {
      changes: networks.slice(0, MAX_PARTS).map((network) => ({
        what: "Trusted network",
        before: "not trusted",
        after: plainText(network),
      })),
      sentence: `${who} made sign-ins from ${partsText(networks.map((one) => plainText(one)))} trusted.`,
    }
  if (isSecurityDefaults(record))
    return {
      changes: [{ what: "Security defaults", before: "on", after: "off" }],
      sentence: `${who} switched the security defaults off: nobody is asked for a second factor by them any more.`,
    }
  const weaker = weakenedPolicy(record)
  return weaker.length === 0
    ? undefined
    : {
        changes: weaker.slice(0, MAX_PARTS).map((after) => ({ what: "Policy", after })),
        sentence: `${who} weakened the access policy "${name}": ${partsText(weaker)}.`,
      }
}
