/** What a data loss prevention policy found, and whose it was. */
import { isIdText } from "../lib/guid.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Describer } from "./describer.ts"
import { dlpDetail, dlpHits } from "./facts/dlp.ts"

export const describeDlp: Describer = (record) => {
  const hits = dlpHits(record)
  const hit = hits.find(({ severity }) => /^high$/i.test(severity)) ?? hits[0]
  const policy = plainText(hit?.policy ?? "") || "a policy"
  const person = plainText(record.actor.upn ?? dlpDetail(record, "person")) || "somebody unknown"
  const thing = plainText(dlpDetail(record, "thing") || record.target.name)
  const what = thing === "" || thing === "unknown" ? "data" : `"${thing}"`
  return {
    subject: `dlp:${person.toLowerCase()}:${policy.toLowerCase()}`,
    object: { ...(person.includes("@") ? { user: person } : {}), policy },
    changes: hits.map(({ rule, severity }) => ({
      what: "Rule that matched",
      after: `${isIdText(rule) ? `a rule that is not known here by name (id ${rule})` : plainText(rule)} (${plainText(severity).toLowerCase() || "no severity"})`,
    })),
    sentence: `${policyName(policy)} matched ${what} of ${person}.`,
  }
}

const policyName = (policy: string): string =>
  isIdText(policy)
    ? `A data loss prevention policy that is not known here by name (id ${policy})`
    : `The data loss prevention policy "${policy}"`
