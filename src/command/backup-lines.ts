/** What the backup servers are and how well they are read: for technicians, beside an answer. */
import { agoText, durationText, instantText } from "../lib/time-text.ts"
import type { Face } from "../model/delivery.ts"
import type { Period } from "../model/period.ts"
import type { BackupBook, BackupGap, BackupReading, BackupStatus } from "../ports/backup-book.ts"
import type { ApiVersion } from "../ports/backup-server.ts"
import type { Scope } from "./command-scope.ts"

/** What an answer from an older version can't say. Source: Veeam Backup for Microsoft 365 REST API references, 6 to 8. */
const LACKS: Readonly<Record<ApiVersion, string>> = {
  v8: "",
  v7: " This version names mailboxes by display name only.",
  v6: " This version names mailboxes by display name only.",
}

/** One sentence or two for each server of the configuration. Empty for customers, who aren't told the provider's servers. */
export async function backupLines(
  scope: Scope,
  servers: readonly string[],
  book: Pick<BackupBook, "all">,
  now: number,
): Promise<readonly string[]> {
  if (scope.face !== "technician" || servers.length === 0) return []
  const known = await book.all()
  // What was left out may be any customer's: only who answers for all of them is told its name.
  const seesAll = scope.person.scope === "all"
  return servers.map((server) =>
    serverLine(
      server,
      known.find((one) => one.server === server),
      { seesAll, now },
    ),
  )
}

function serverLine(
  server: string,
  status: BackupStatus | undefined,
  { seesAll, now }: { readonly seesAll: boolean; readonly now: number },
): string {
  const trouble = status?.trouble === undefined ? "" : ` In trouble: ${status.trouble}`
  const reading = status?.reading
  if (reading === undefined) return `${server}: never read so far.${trouble}`
  const { product, version, readAt, leftOut } = reading
  const unclear = seesAll && leftOut !== undefined ? ` ${leftOut}` : ""
  return `${server}: Veeam ${product} (REST ${version}), read ${agoText(readAt, now)}.${clockText(reading)}${LACKS[version]}${trouble}${unclear}`
}

const clockText = ({ clockAheadMs }: BackupReading): string =>
  clockAheadMs === 0
    ? ""
    : ` Its clock is ${durationText(Math.abs(clockAheadMs))} ${clockAheadMs > 0 ? "ahead" : "behind"}; times are put right.`

const MOST_GAPS = 3

/** Times of the period in which a server was not read: its sessions were listed afterwards, unless somebody deleted them. */
export function gapLines(
  gaps: readonly BackupGap[],
  { from, to }: Period,
  { timeZone, face }: { readonly timeZone: string; readonly face: Face },
): readonly string[] {
  const within = gaps.filter((gap) => gap.to > from && gap.from < to)
  const lines = within.slice(0, MOST_GAPS).map((gap) => {
    const when = `from ${instantText(gap.from, timeZone)} to ${instantText(gap.to, timeZone)}`
    // The customer isn't told the provider's servers, and a cause may name one.
    const what = face === "technician" ? gap.server : "The backup server"
    const why = face === "technician" ? ` (${gap.cause})` : ""
    return `${what} was not read ${when}${why}: sessions of that time are listed, but what was deleted before the end of it is missing.`
  })
  const more = within.length - lines.length
  return more > 0 ? [...lines, `${more} more times without a reading.`] : lines
}
