/** Mailbox data taken out of a backup. Source: Veeam Backup for Microsoft 365 REST API reference v8, RestoreSessionEvents. */
import { type Fact, parameterOf } from "./fact.ts"

const TAKES_OUT = ["save", "export", "send"]

export const RESTORE_FACTS: readonly Fact[] = [
  {
    name: "RestoresMailbox",
    read: (record) =>
      record.source === "Veeam.Restore" &&
      record.target.kind === "mailbox" &&
      [...TAKES_OUT, "restore"].includes(record.operationKey)
        ? `${record.operation} of ${parameterOf(record, "source") || record.target.name}`
        : undefined,
  },
  {
    // Saved, exported or sent: the data left the backup for a file or another mailbox, where nothing records it further.
    name: "TakesDataOut",
    read: (record) =>
      record.source === "Veeam.Restore" && TAKES_OUT.includes(record.operationKey)
        ? parameterOf(record, "target") || record.operation
        : undefined,
  },
]
