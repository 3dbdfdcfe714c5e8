/** A domain of the tenant: added, proven, changed, taken away, or handed to another identity provider. */
import { plainText } from "../lib/plain-text.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { domainOf, federates } from "./facts/domains.ts"
import { capital } from "./mailbox-words.ts"

export const describeDomain: Describer = (record, context) => {
  const who = capital(actorName(record, context))
  const domain = plainText(domainOf(record))
  const federated = federates(record)
  const done = verbOf(record.operationKey)
  return {
    subject: `domain:${domain}`,
    object: { domain },
    changes: [
      federated
        ? { what: "Sign-ins decided by", after: "another identity provider" }
        : { what: "Domain", after: done },
    ],
    sentence: federated
      ? `${who} handed the sign-ins of ${domain} to another identity provider: it can sign in anybody of this domain.`
      : `${who} ${done} the domain ${domain}.`,
  }
}

function verbOf(operationKey: string): string {
  if (operationKey.startsWith("remove")) return "removed"
  if (operationKey.startsWith("verify") || operationKey === "add verified domain") return "proved"
  return /^(add|new)/.test(operationKey) ? "added" : "changed"
}
