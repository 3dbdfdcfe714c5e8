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

/** The old cmdlet works on one mailbox and names no search. */
const MAILBOX_WORDS: Readonly<Partial<Record<Discovery["act"], (name: string) => string>>> = {
  export: (name) => `copied what a search in ${name} found into another mailbox`,
  purge: (name) => `deleted from ${name} what a search found`,
  search: (name) => `searched the mailbox ${name}`,
}

export const describeExport: Describer = (record, context) => {
  const discovery = readDiscovery(record)
  const name = plainText(discovery?.name ?? record.target.name)
  const words = record.operationKey === "search-mailbox" ? { ...WORDS, ...MAILBOX_WORDS } : WORDS
  const did = discovery === undefined ? `did "${plainText(record.operation)}"` : words[discovery.act](name)
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
