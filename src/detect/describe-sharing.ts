/** Links that anybody can open, sharing rules that were loosened, and new administrators of a site. */
import { plainText } from "../lib/plain-text.ts"
import type { Act } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { changesOf, describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { readFacts } from "./facts/all-facts.ts"
import type { FactContext } from "./facts/fact.ts"
import { rawText } from "./facts/fact.ts"
import { pathOf } from "./facts/files.ts"
import { newSiteAdmin } from "./facts/sharing.ts"
import { capital } from "./mailbox-words.ts"

export const describeSharing: Describer = (record, context) => {
  if (record.operationKey === "sharingpolicychanged") return describePolicy(record, context)
  if (record.operationKey === "sitecollectionadminadded") return describeAdmin(record, context)
  if (/^anonymouslink|^file/.test(record.operationKey)) return describeLink(record, context)
  if (/policychanged$/.test(record.operationKey)) return describeAccess(record, context)
  return describeChange("sharing", "actor")(record, context)
}

function describeAccess(record: AuditRecord, context: FactContext): Act {
  const evidence = readFacts(record, context).evidence("LoosensSiteAccess")
  return {
    subject: "sharing:access",
    object: {},
    changes: changesOf(record),
    sentence: `${capital(actorName(record, context))} loosened from where SharePoint and OneDrive can be reached${evidence === undefined ? "" : `: ${plainText(evidence)}`}.`,
  }
}

function describePolicy(record: AuditRecord, context: FactContext): Act {
  const evidence = readFacts(record, context).evidence("WeakensSharing")
  const what = evidence === undefined ? "" : `: ${plainText(evidence)}`
  return {
    subject: "sharing:policy",
    object: {},
    changes: changesOf(record),
    sentence: `${capital(actorName(record, context))} loosened the rules for sharing files${what}.`,
  }
}

function describeAdmin(record: AuditRecord, context: FactContext): Act {
  const admin = newSiteAdmin(record) ?? "somebody"
  const site = rawText(record, "SiteUrl") || record.target.id
  const self = [record.actor.upn, record.actor.id.toLowerCase()].includes(admin.toLowerCase())
  return {
    subject: `sharing:admin:${site.toLowerCase()}`,
    object: { site, user: admin },
    changes: [{ what: "Administrator of the site", after: plainText(admin) }],
    sentence: `${capital(actorName(record, context))} made ${self ? "themselves" : plainText(admin)} administrator of ${plainText(site)}.`,
  }
}

/** One person makes many links in one sitting: they are one subject. */
function describeLink(record: AuditRecord, context: FactContext): Act {
  const path = plainText(pathOf(record)) || "a file"
  const who = capital(actorName(record, context))
  const kind = plainText(/<Type>(\w+)<\/Type>/i.exec(rawText(record, "EventData"))?.[1] ?? "")
  const opened = /^anonymouslinkused|^file/.test(record.operationKey)
  const owner = opened ? record.target.id : (record.actor.upn ?? record.actor.id)
  return {
    subject: `sharing:link:${owner.toLowerCase()}`,
    object: { file: record.target.id, ...(record.actor.upn === undefined ? {} : { user: record.actor.upn }) },
    changes: kind === "" ? [] : [{ what: "Whoever has the link may", after: kind.toLowerCase() }],
    sentence: opened
      ? `Somebody opened "${path}" through a link that needs no sign-in.`
      : `${who} made a link to "${path}" that anybody can open without signing in.`,
  }
}
