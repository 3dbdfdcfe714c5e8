/** What somebody did with files, and what was searched for or found in them. */
import { andMore } from "../lib/list-text.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Act } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { poisonedResources } from "./facts/copilot.ts"
import { type FactContext, rawText } from "./facts/fact.ts"
import { pathOf, searchOf } from "./facts/files.ts"
import { capital } from "./mailbox-words.ts"

const VERBS: Readonly<Record<string, string>> = {
  filedownloaded: "downloaded",
  filesyncdownloadedfull: "synchronized",
  fileaccessed: "opened",
  filerenamed: "renamed",
  fileuploaded: "uploaded",
  filedeleted: "deleted",
  filerecycled: "deleted",
  folderrecycled: "deleted",
  filedeletedfirststagerecyclebin: "emptied from the recycle bin",
  filedeletedsecondstagerecyclebin: "emptied from the recycle bin",
  fileversionsalldeleted: "deleted every older version of",
}

export const describeFileActivity: Describer = (record, context) => {
  if (record.operationKey === "filemalwaredetected") return describeMalware(record, context)
  const poisoned = poisonedResources(record)
  if (poisoned.length > 0) return describePoisoned(record, context, poisoned)
  const query = searchOf(record)
  if (query !== "") return describeSearch(record, context, query)
  const user = record.actor.upn ?? record.actor.id
  const path = plainText(pathOf(record)) || "a file"
  const program = plainText(rawText(record, "UserAgent"))
  const verb = VERBS[record.operationKey] ?? "worked on"
  return {
    subject: `file-activity:${user.toLowerCase()}`,
    object: objectOf(record),
    changes: program === "" ? [] : [{ what: "Program", after: program }],
    sentence: `${capital(actorName(record, context))} ${verb} "${path}".`,
  }
}

const objectOf = ({ target, actor, ip }: AuditRecord): Readonly<Record<string, string>> => ({
  file: target.id,
  ...(actor.upn === undefined ? {} : { user: actor.upn }),
  ...(ip === undefined ? {} : { ip }),
})

/** The record's user is whoever the scanner worked for, mostly the one who saved the file. */
function describeMalware(record: AuditRecord, context: FactContext): Act {
  const name = plainText(rawText(record, "VirusInfo"))
  const path = plainText(pathOf(record)) || "a file"
  const by = record.actor.upn === undefined ? "" : `, recorded for ${plainText(actorName(record, context))}`
  return {
    subject: `file-activity:malware:${record.target.id.toLowerCase()}`,
    object: objectOf(record),
    changes: name === "" ? [] : [{ what: "Malware", after: name }],
    sentence: `Malware${name === "" ? "" : ` (${name})`} was found in "${path}"${by}.`,
  }
}

/** A mail has no name of its own. */
const quoted = (name: string): string => (/^(a mail|something)$/.test(name) ? name : `"${name}"`)

function describePoisoned(record: AuditRecord, context: FactContext, found: readonly string[]): Act {
  const names = found.map((name) => plainText(name))
  const [first = ""] = names
  const shown = andMore(names.slice(0, 3).map(quoted), names.length)
  return {
    subject: `file-activity:instructions:${record.actor.id.toLowerCase()}:${first.toLowerCase()}`,
    object: { file: first },
    changes: [{ what: "Read by the assistant", after: shown }],
    sentence: `An assistant read ${shown} for ${actorName(record, context)}: Microsoft found instructions for the assistant in it.`,
  }
}

function describeSearch(record: AuditRecord, context: FactContext, query: string): Act {
  const user = record.actor.upn ?? record.actor.id
  return {
    subject: `file-activity:search:${user.toLowerCase()}`,
    object: { query, ...(record.actor.upn === undefined ? {} : { user: record.actor.upn }) },
    changes: [{ what: "Searched for", after: plainText(query) }],
    sentence: `${capital(actorName(record, context))} searched for "${plainText(query)}".`,
  }
}
