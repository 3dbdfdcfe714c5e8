/** Which events of a restore session take something out of the backup or put it back. `View` only opens it. */

/** Source: Veeam Backup for Microsoft 365 REST API reference, RESTRestoreSessionEvent. */
const TAKING: ReadonlySet<string> = new Set(["Restore", "Save", "Export", "Send"])

export const isTaken = ({ type }: { readonly type: string }): boolean => TAKING.has(type)
