/** A connector, through which mail comes in or leaves past the usual way, or a journal rule, which copies it on the way. */
import { plainText } from "../lib/plain-text.ts"
import { actorName, actorObject } from "./actor-name.ts"
import { changesOf } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { parameterOf } from "./facts/fact.ts"
import { journalDestinations } from "./facts/mail-openings.ts"
import { capital } from "./mailbox-words.ts"

export const describeConnector: Describer = (record, context) => {
  const name = plainText(parameterOf(record, "Name") || parameterOf(record, "Identity") || record.target.name)
  const who = capital(actorName(record, context))
  const did = `${who} ${record.operationKey.startsWith("new-") ? "made" : "changed"}`
  const journal = journalDestinations(record, context).map(({ address }) => plainText(address))
  if (journal.length > 0)
    return {
      subject: `journal-rule:${name.toLowerCase()}`,
      object: { journalRule: name, ...actorObject(record) },
      changes: changesOf(record),
      sentence: `${did} the journal rule "${name}", which copies mail to ${journal.join(", ")}.`,
    }
  const isInbound = record.operationKey.endsWith("inboundconnector")
  const hosts = ["SmartHosts", "SenderIPAddresses", "SenderDomains", "RecipientDomains"]
    .map((key) => plainText(parameterOf(record, key) ?? ""))
    .find((value) => value !== "")
  const way = isInbound ? "from" : "through"
  return {
    subject: `connector:${name.toLowerCase()}`,
    object: { connector: name, direction: isInbound ? "inbound" : "outbound", ...actorObject(record) },
    changes: changesOf(record),
    sentence: `${did} the ${isInbound ? "inbound" : "outbound"} mail connector "${name}"${hosts === undefined ? "" : ` (${way} ${hosts})`}.`,
  }
}
