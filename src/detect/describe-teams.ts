/** Strangers who open chats, and settings of Teams that let more of them in. */
import { plainText } from "../lib/plain-text.ts"
import type { Act } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { changesOf, describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { readFacts } from "./facts/all-facts.ts"
import { rawText } from "./facts/fact.ts"
import { type ChatMember, chatFromOutside, helpDeskStranger, membersOf } from "./facts/teams.ts"
import { capital } from "./mailbox-words.ts"

export const describeTeams: Describer = (record, context) => {
  const stranger = helpDeskStranger(record, context) ?? chatFromOutside(record, context)?.stranger
  if (stranger !== undefined) return describeStranger(record, stranger)
  const opened = readFacts(record, context).evidence("OpensTeams")
  if (opened === undefined) return describeChange("teams")(record, context)
  const name = rawText(record, "Name")
  const set = {
    what: plainText(name),
    before: plainText(rawText(record, "OldValue")) || "none",
    after: plainText(rawText(record, "NewValue")) || "none",
  }
  return {
    subject: "teams:settings",
    object: {},
    changes: name === "" ? changesOf(record) : [set],
    sentence: `${capital(actorName(record, context))} opened Teams to more people or apps: ${plainText(opened)}.`,
  }
}

function describeStranger(record: AuditRecord, stranger: ChatMember): Act {
  const others = membersOf(record).filter(({ upn }) => upn !== stranger.upn)
  const whom = others.map(({ name, upn }) => plainText(upn || name)).join(", ") || "somebody"
  return {
    subject: `teams:chat:${stranger.upn || stranger.name.toLowerCase()}`,
    object: { user: others[0]?.upn ?? "", stranger: stranger.upn, chat: rawText(record, "ChatThreadId") },
    changes: [{ what: "Stranger", after: `${plainText(stranger.name)} (${plainText(stranger.upn)})` }],
    sentence: `"${plainText(stranger.name)}" (${plainText(stranger.upn)}) of another organization is in a new Teams chat with ${whom}.`,
  }
}
