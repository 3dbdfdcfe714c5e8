/** Whether the account that opened a restore session stood in a restore operator role of the Restore Portal then. */
import { initiatorKind } from "./initiator.ts"

/** Of a session, as `ports/backup-server.ts` has it. */
type Opened = {
  readonly initiatedBy: string
  readonly organization: string
  readonly scopeName?: string
  readonly operators?: readonly string[]
}

/**
 * Undefined where it can't be told: the roles aren't known, it is no Microsoft 365 account, it is somebody's own data, or
 * the account may be a member of a group.
 */
export function isOperator(session: Opened): boolean | undefined {
  const { operators, scopeName = "" } = session
  const account = session.initiatedBy.trim().toLowerCase()
  const isOwn = scopeName.trim().toLowerCase() === account
  const isCloudAccount = initiatorKind(session) === "upn"
  if (operators === undefined || isOwn || !isCloudAccount) return undefined
  if (operators.includes(account)) return true
  return operators.some((operator) => operator.startsWith("group ")) ? undefined : false
}
