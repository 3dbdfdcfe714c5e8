/**
 * Get- and Set-CASMailbox: by which protocols programs reach a mailbox. Blank values are followed by the organization's.
 * Source: the cmdlets' pages.
 */
import type { PracticeProtocols } from "../world/exchange-types.ts"
import type { PracticeMailbox } from "../world/types.ts"
import { type Cmdlet, CmdletFailure, noChange, type Parameters, type Row } from "./cmdlet.ts"
import { needMailbox } from "./recipient.ts"

const SWITCHES = [
  "OWAEnabled",
  "ActiveSyncEnabled",
  "ImapEnabled",
  "PopEnabled",
  "MAPIEnabled",
  "EwsEnabled",
  "SmtpClientAuthenticationDisabled",
] as const
/** Only these may be blank. */
const MAY_BE_BLANK: readonly string[] = ["EwsEnabled", "SmtpClientAuthenticationDisabled"]

const toRow = (mailbox: PracticeMailbox): Row => ({
  Identity: mailbox.displayName,
  Name: mailbox.displayName,
  Guid: mailbox.guid,
  PrimarySmtpAddress: mailbox.upn,
  ...mailbox.protocols,
  ActiveSyncMailboxPolicy: "Default",
})

/** A missing Identity returns every mailbox. */
export const getCasMailbox: Cmdlet = {
  allowed: ["Identity", "ResultSize"],
  run: ({ tenant, parameters }) => {
    const identity = parameters.text("Identity")
    const wanted = identity === undefined ? tenant.mailboxes : [needMailbox(tenant, identity)]
    return { rows: wanted.map(toRow) }
  },
}

function wanted(now: PracticeProtocols, parameters: Parameters): PracticeProtocols {
  const given = SWITCHES.filter((name) => parameters.has(name)).map((name) => {
    const value = parameters.flag(name) ?? null
    if (value !== null || MAY_BE_BLANK.includes(name)) return [name, value] as const
    throw new CmdletFailure(
      "bad-value",
      `Cannot process argument transformation on parameter '${name}'. Cannot convert null to type System.Boolean.`,
    )
  })
  return { ...now, ...Object.fromEntries(given) }
}

export const setCasMailbox: Cmdlet = {
  allowed: ["Identity", ...SWITCHES],
  run: ({ tenant, parameters }) => {
    const mailbox = needMailbox(tenant, parameters.required("Identity"))
    const after = wanted(mailbox.protocols, parameters)
    const changed = JSON.stringify(after) !== JSON.stringify(mailbox.protocols)
    mailbox.protocols = after
    return {
      touched: mailbox,
      objectId: mailbox.alias,
      warnings: changed ? [] : [noChange(mailbox.displayName)],
    }
  },
}
