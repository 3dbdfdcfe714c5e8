/** Logs of Explorers and of backup servers from end to end: the door that takes them, and the job that reads what has grown. */

import { setImmediate } from "node:timers/promises"
import type { HttpRoutes } from "./adapters/http/server.ts"
import { createLogIngest } from "./adapters/ingest/explorer-logs.ts"
import type { SiteConfig } from "./config/config.ts"
import type { Secrets } from "./config/secrets.ts"
import type { Ground } from "./ground.ts"
import type { Chore } from "./jobs/housekeeping.ts"
import { DAY } from "./lib/time-units.ts"
import { isServerLog } from "./model/explorer-log-name.ts"
import { EXPLORER_LOG_READER, parseExplorerLog } from "./normalize/explorer-log.ts"
import { explorerLogText } from "./normalize/explorer-log-text.ts"
import { parseServerLog } from "./normalize/server-log.ts"
import type { LogCopy, LogSummary } from "./ports/explorer-logs.ts"
import { type ReadLog, readGrownLogs } from "./source/run-read-logs.ts"
import { takeLogBytes } from "./source/run-take-log.ts"

/** What is kept of one site. Gzipped, its text takes about a tenth. */
const SITE_FILES = 20_000
const SITE_BYTES = 1024 * 1024 * 1024

/** What reading needs of all that there is. */
type Parts = Pick<Ground, "now"> & {
  readonly config: Pick<Ground["config"], "sites">
  readonly store: Pick<Ground["store"], "explorerLogs" | "auditMails" | "evidenceBook" | "feed">
}

/** The door, for sites that have a token; without one there is none. */
export function takeExplorerLogs(ground: Ground, secrets: Secrets): Pick<HttpRoutes, "explorerLogs"> {
  const { config, store, log, now } = ground
  const sites = config.sites.flatMap((site) => {
    const token = secrets.sites?.[site.name]
    return token === undefined ? [] : [{ ...site, token }]
  })
  if (sites.length === 0) return {}
  const deps = { logs: store.explorerLogs, maxSiteFiles: SITE_FILES, maxSiteBytes: SITE_BYTES, now }
  return {
    explorerLogs: createLogIngest({
      ...{ sites, trail: store.trail, log, now },
      take: (name, offered) => takeLogBytes(name, offered, deps),
    }),
  }
}

/** One round: everything that has grown becomes evidence. What isn't understood is told in `status`. */
export async function readExplorerLogs(ground: Parts, signal: AbortSignal): Promise<void> {
  const { store, now } = ground
  const { explorerLogs: logs, evidenceBook: book } = store
  const read: ReadLog = (copy, bytes) => readLog(copy, explorerLogText(bytes), ground.config.sites)
  const sites = await readGrownLogs({ logs, book, read, reader: EXPLORER_LOG_READER, now }, signal)
  for (const site of ground.config.sites) if (sites.has(site.name)) await tellSite(ground, site)
}

/** A backup server's own logs are taken from its site alone. */
function readLog({ file, site }: LogCopy, text: string, sites: readonly SiteConfig[]): ReturnType<ReadLog> {
  if (!isServerLog(file)) {
    const parsed = parseExplorerLog(file, text)
    return "run" in parsed ? { ...parsed, evidence: [parsed.run] } : parsed
  }
  const { server, ...source } = sites.find(({ name }) => name === site) ?? {}
  if (server === undefined) return { problem: "Its site is no backup server's any more." }
  const parsed = parseServerLog(file, text, { ...source, server })
  return "entries" in parsed ? { ...parsed, evidence: parsed.entries } : parsed
}

async function tellSite({ store, now }: Parts, { name, tenantId, server }: SiteConfig): Promise<void> {
  const sentence = problemOf(await store.explorerLogs.summary(name))
  const state = sentence === "" ? "ok" : "trouble"
  const whose = server === undefined ? "Explorer logs" : "Server logs"
  await store.feed.saveHealth(tenantId, `${whose} of ${name}`, state, sentence, now())
}

function problemOf({ logs, withProblem, example, lines, notUnderstood }: LogSummary): string {
  if (example !== undefined)
    return `${withProblem} of ${logs} logs prove nothing, the last one ${example.file} of ${example.machine}: ${example.problem}`
  return notUnderstood * 2 > lines
    ? `${notUnderstood} of ${lines} lines aren't understood: a newer version may write another layout.`
    : ""
}

/** As long as anybody may ask back; what they proved stays. */
const KEPT_MS = 400 * DAY
/** A press needn't wait for more. */
const AT_ONCE = 50

export const oldProofs = ({ store, now }: Parts): Chore => ({
  name: "old explorer logs and audit mails",
  at: "41 3 * * *",
  run: async () => {
    while ((await store.explorerLogs.forget(now() - KEPT_MS, AT_ONCE)) === AT_ONCE) await setImmediate()
    await store.auditMails.forget(now() - KEPT_MS)
  },
})
