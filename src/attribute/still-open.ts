/** What may still come, or never will, of the evidence about one session: told with the answer, because it may change it. Pure. */
import { initiatorKind } from "../model/initiator.ts"
import type { RestoreEvidence } from "../model/restore-evidence.ts"
import type { RestoreSession } from "../ports/backup-server.ts"
import { hostLabel } from "./explorer-match.ts"
import { hasSignIn } from "./hints.ts"

/** Whoever opens a backup as the organization, or as a Microsoft 365 account, has to sign in there. */
export const needsSignIn = (session: RestoreSession): boolean =>
  ["organization", "upn"].includes(initiatorKind(session))

/**
 * - `awaited`: Microsoft may still tell some
 * - `holes`: some of that time will never be told, or weren't collected
 */
export type SignInsKnown = "all" | "awaited" | "holes"

/** For technicians, one sentence each; nothing where the backup server itself names somebody. */
export function stillOpen(
  session: RestoreSession,
  evidence: readonly RestoreEvidence[],
  signIns: SignInsKnown,
): readonly string[] {
  const { clientHost } = session
  if (["windows", "upn"].includes(initiatorKind(session))) return []
  const isLogged = evidence.some(
    (one) => one.kind === "explorer-run" && hostLabel(one.machine) === hostLabel(clientHost ?? ""),
  )
  const isOpen = needsSignIn(session) && !hasSignIn(session, evidence)
  return [
    ...(clientHost === undefined || isLogged
      ? []
      : [`No log of a Veeam Explorer on ${clientHost} was sent for that time.`]),
    ...(isOpen ? SIGN_INS[signIns] : []),
  ]
}

const SIGN_INS: Readonly<Record<SignInsKnown, readonly string[]>> = {
  all: [],
  awaited: ["Sign-ins of that time may still come: Microsoft tells some of them up to a day late."],
  holes: ["Not every sign-in of that time is stored: one that fits may be missing."],
}
