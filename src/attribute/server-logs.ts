/**
 * What the backup server's own logs say of a session. They name nobody who restores, so that no grade rests on them; they
 * tell the way that was taken, and from where. Pure.
 */
import type { Reason, RestoreEvidence, ServerLogEntry } from "../model/restore-evidence.ts"
import type { RestoreSession } from "../ports/backup-server.ts"

/** Between a session's creation and its organization being let in; a real one took a second. */
const LET_IN_MS = 5_000

export function serverReasons(
  session: RestoreSession,
  evidence: readonly RestoreEvidence[],
): readonly Reason[] {
  const entries = evidence.filter((one) => one.kind === "server-log")
  return [
    ...entries.filter((one) => one.session === session.id.toLowerCase()).map(openedReason),
    ...entries.filter((one) => isLetIn(session, one)).map(letInReason),
  ]
}

const isLetIn = (
  { organization, createdAt, clockAheadMs = 0 }: RestoreSession,
  entry: ServerLogEntry,
): boolean =>
  entry.organization === organization.trim().toLowerCase() &&
  Math.abs(entry.at - clockAheadMs - createdAt) <= LET_IN_MS

function openedReason({ id, server, account }: ServerLogEntry): Reason {
  const as = account === undefined ? "" : `, which had connected with the Windows account ${account}`
  return {
    text: `By its own log, the REST service of ${server} opened this session${as}.`,
    evidenceIds: [id],
  }
}

function letInReason({ id, server, organization, peers = [] }: ServerLogEntry): Reason {
  const from = peers.length === 0 ? "" : `; in the minute after that, requests came from ${peers.join(", ")}`
  return {
    text: `By its own log, ${server} let ${organization} in at that moment${from}.`,
    evidenceIds: [id],
  }
}
