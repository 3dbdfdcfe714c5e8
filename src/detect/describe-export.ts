/** Searches over everybody's content: who searched, exported or deleted, and who was allowed to. */
import { plainText } from "../lib/plain-text.ts"
import { actorName, actorObject } from "./actor-name.ts"
import { changesOf } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { type Discovery, readDiscovery } from "./facts/ediscovery.ts"
import { capital } from "./mailbox-words.ts"

const WORDS: Readonly<Record<Discovery["act"], (name: string) => string>> = {
  export: (name) => `exported what the search "${name}" found`,
  purge: (name) => `deletes from every mailbox what the search "${name}" found`,
  search: (name) => `searched everybody's content ("${name}")`,
  case: (name) => `made or widened the eDiscovery case "${name}"`,
  "case-administrator": (name) => `made ${name} an eDiscovery administrator, who sees every case`,
}

export const describeExport: Describer = (record, context) => {
  const discovery = readDiscovery(record)
  const name = plainText(discovery?.name ?? record.target.name)
  const did = discovery === undefined ? `did "${plainText(record.operation)}"` : WORDS[discovery.act](name)
  return {
    // A search and its export are one story.
    subject: `export:${name.toLowerCase()}`,
    object: {
      search: discovery?.name ?? "",
      ...actorObject(record),
    },
    changes: changesOf(record),
    sentence: `${capital(actorName(record, context))} ${did}.`,
  }
}
