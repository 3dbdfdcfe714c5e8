/** What `watchpost coverage` says of the backup servers: what each is, since when it is read, and when it was not. */
import { openBackupsForReading } from "../adapters/sqlite/backup-book.ts"
import type { Config } from "../config/config.ts"
import { columns } from "../lib/columns.ts"
import type { BackupGap, BackupStatus } from "../ports/backup-book.ts"
import { iso, minute } from "./utc-text.ts"

export type BackupCoverage = {
  readonly server: string
  readonly status: BackupStatus
  readonly gaps: readonly BackupGap[]
}

/** One for each server of the configuration. Throws a ConfigError when the database can't be read. */
export async function readBackupCoverage({ veeam, database }: Config): Promise<readonly BackupCoverage[]> {
  if (veeam.length === 0) return []
  const reader = openBackupsForReading(database)
  try {
    const known = await reader.all()
    const gaps = await reader.gaps(0, Number.MAX_SAFE_INTEGER)
    return veeam.map(({ name: server }) => ({
      server,
      status: known.find((one) => one.server === server) ?? { server },
      gaps: gaps.filter((gap) => gap.server === server),
    }))
  } finally {
    reader.close()
  }
}

/** A table, and a line for each exception; empty without servers. Times are UTC. */
export function backupTable(servers: readonly BackupCoverage[]): string {
  if (servers.length === 0) return ""
  const rows = servers.map(({ server, status: { reading, trouble = "" }, gaps }) => [
    server,
    reading === undefined ? "unknown" : `${reading.product} (REST ${reading.version})`,
    reading === undefined ? "never read" : minute(reading.firstReadAt),
    reading === undefined ? "never read" : minute(reading.readAt),
    String(gaps.length),
    trouble,
  ])
  const head = ["backup server", "version", "since (UTC)", "read to", "gaps", "trouble"]
  const unclear = servers.flatMap(({ status }) => status.reading?.leftOut ?? [])
  const exceptions = servers.flatMap(({ gaps }) =>
    gaps.map(
      ({ server, from, to, cause }) =>
        `${server}: not read ${minute(from)} to ${minute(to)} (${cause}); sessions deleted then are missing`,
    ),
  )
  return [...columns([head, ...rows]), ...unclear, ...exceptions].join("\n")
}

/** One JSON line for each server. */
export const backupJson = (servers: readonly BackupCoverage[]): string =>
  servers
    .map(({ server, status: { reading, trouble }, gaps }) => ({
      backupServer: server,
      product: reading?.product ?? null,
      api: reading?.version ?? null,
      clockAheadMs: reading?.clockAheadMs ?? null,
      completeFrom: reading === undefined ? null : iso(reading.firstReadAt),
      completeTo: reading === undefined ? null : iso(reading.readAt),
      trouble: trouble ?? null,
      leftOut: reading?.leftOut ?? null,
      except: gaps.map(({ from, to, cause }) => ({ from: iso(from), to: iso(to), why: cause })),
    }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("")
