/** Explorer logs from end to end: the door that takes them, and the job that reads what has grown. */

import type { HttpRoutes } from "./adapters/http/server.ts"
import { createLogIngest } from "./adapters/ingest/explorer-logs.ts"
import type { Secrets } from "./config/secrets.ts"
import type { Ground } from "./ground.ts"
import { parseExplorerLog } from "./normalize/explorer-log.ts"
import { explorerLogText } from "./normalize/explorer-log-text.ts"
import { readGrownLogs } from "./source/run-read-logs.ts"
import { takeLogBytes } from "./source/run-take-log.ts"

/** What is kept of one site. Gzipped, its text takes about a tenth. */
const SITE_FILES = 20_000
const SITE_BYTES = 1024 * 1024 * 1024

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

/** One round: everything that has grown becomes evidence. */
export async function readExplorerLogs({ store, now }: Ground, signal: AbortSignal): Promise<void> {
  const { explorerLogs: logs, evidenceBook: book } = store
  await readGrownLogs(
    { logs, book, read: (file, bytes) => parseExplorerLog(file, explorerLogText(bytes)), now },
    signal,
  )
}
