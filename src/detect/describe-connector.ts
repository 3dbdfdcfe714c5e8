/** A connector, through which mail comes in or leaves past the usual way. */
import { plainText } from "../lib/plain-text.ts"
import { actorName, actorObject } from "./actor-name.ts"
import { changesOf } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { parameterOf } from "./facts/fact.ts"
import { capital } from "./mailbox-words.ts"

export const describeConnector: Describer = (record, context) => {
  const name = plainText(parameterOf(record, "Name") || parameterOf(record, "Identity") || record.target.name)
  const isInbound = record.operationKey.endsWith("inboundconnector")
  const hosts = ["SmartHosts", "SenderIPAddresses", "SenderDomains", "RecipientDomains"]
    .map((key) => plainText(parameterOf(record, key) ?? ""))
    .find((value) => value !== "")
  const way = isInbound ? "from" : "through"
  return {
    subject: `connector:${name.toLowerCase()}`,
    object: { connector: name, direction: isInbound ? "inbound" : "outbound", ...actorObject(record) },
    changes: changesOf(record),
    sentence: `${capital(actorName(record, context))} ${record.operationKey.startsWith("new-") ? "made" : "changed"} the ${isInbound ? "inbound" : "outbound"} mail connector "${name}"${hosts === undefined ? "" : ` (${way} ${hosts})`}.`,
  }
}
