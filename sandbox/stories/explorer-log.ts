/** A customer's machine sends the log of its Veeam Explorer, as the product's shipper would. */
import { createHash } from "node:crypto"
import type { PracticeRestoreEvent, PracticeRestoreSession } from "../world/veeam-types.ts"
import type { Stage } from "./story.ts"

export type ExplorerLog = {
  /** A customer's short name. */
  readonly tenant: string
  readonly machine: string
  /** `MACHINE\user` */
  readonly account: string
  /** With whom the Explorer signed in to Microsoft 365. */
  readonly upn: string
  readonly session: PracticeRestoreSession
  /** How far the machine's clock is ahead, milliseconds. */
  readonly ahead?: number
  /** Whether the session's items stand in it. */
  readonly withItems?: boolean
}

/** Throws when the product refuses it. Without a product nobody takes it. */
export async function sendExplorerLog({ world }: Stage, log: ExplorerLog): Promise<void> {
  const token = world.veeam.siteTokens[log.tenant]
  if (world.bot.endpoint === undefined || world.bot.endpoint === "" || token === undefined) return
  const query = new URLSearchParams({
    machine: log.machine,
    file: `ExchangeExplorer/Logs/${fileName(log)}`,
    offset: "0",
    before: createHash("sha256").digest("hex"),
  })
  const response = await fetch(new URL(`/ingest/veeam-explorer?${query}`, world.bot.endpoint), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
    body: textOf(log),
  })
  if (!response.ok)
    throw new Error(`The product didn't take the log: ${response.status} ${await response.text()}`)
}

const digits = (at: number): readonly string[] => new Date(at).toISOString().split(/\D/)

/** The file's name. */
export const fileName = (log: ExplorerLog): string => {
  const user = log.account.split("\\").at(-1) ?? ""
  // Two accounts that open an Explorer in one second have files of their own folders; here the seconds differ.
  const [year, month, day, hour, minute, second] = digits(openedAt(log) - 30_000 - user.length * 1000)
  return `Veeam.Exchange.Explorer_${year}_${month}_${day}_${hour}_${minute}_${second}.log`
}

const openedAt = ({ session, ahead = 0 }: ExplorerLog): number => session.creationTime + ahead

/** The machine's clock shows UTC. Source: Ben Young, "Veeam Backup for Microsoft 365 restore auditing". */
export function textOf(log: ExplorerLog): string {
  const { machine, account, upn, session, ahead = 0, withItems = true } = log
  const line = (at: number, thread: string, text: string): string => {
    const [year, month, day, hour, minute, second] = digits(at)
    return `${day}/${month}/${year} ${hour}:${minute}:${second}   ${thread} ${text}`
  }
  const opened = openedAt(log)
  const header = (text: string): string => line(opened - 30_000, "1 (34688)", text)
  const [year, month, day, hour, minute, second] = digits(opened - 30_000)
  const items = withItems ? session.events.filter(({ type }) => type !== "None" && type !== "View") : []
  return [
    header(`Server: ${machine} (CPUs: 6, RAM: 24.0 GB)`),
    header(`UTC Date & Time: ${day}/${month}/${year} ${hour}:${minute}:${second}`),
    header(`Account: ${account}`),
    line(
      opened - 6_000,
      "9 (33220)",
      `Validating if any of the required roles (Global Administrator) is assigned to the current user: ${upn}...`,
    ),
    line(opened, "22 (12892)", " Restore session successfully created"),
    ...items.map((item) => line(item.startTime + ahead, "22 (12892)", itemText(item))),
    "",
  ].join("\r\n")
}

const itemText = ({ itemName, target }: PracticeRestoreEvent): string =>
  ` Exporting item to file '${target}\\${itemName}.msg'...`
