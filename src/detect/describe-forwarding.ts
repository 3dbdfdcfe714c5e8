/** What a change of a mailbox's forwarding did. */
import { plainText } from "../lib/plain-text.ts"
import { accountOr } from "../lib/unknown-account.ts"
import { CHANGE_NAMES } from "../model/act.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { readForwarding } from "./facts/forwarding.ts"
import { doerOf } from "./facts/people.ts"
import { capital, mailboxIdentity, mailboxKey, mailboxOf } from "./mailbox-words.ts"

/** The last part of a recipient's path in Exchange; an address as it is, for a slash may stand in its name. */
const shortName = (recipient: string): string =>
  recipient.includes("@") ? recipient : accountOr(recipient.split("/").at(-1) ?? recipient)

export const describeForwarding: Describer = (record, context) => {
  const forwarding = readForwarding(record, context)
  const destinations = forwarding?.destinations ?? []
  const away = destinations.filter(({ place }) => place !== "inside")
  const list = away.map(({ address }) => plainText(shortName(address))).join(", ")
  const unknown = away.length > 0 && away.every(({ place }) => place === "unknown")
  const doubt = unknown ? ", which may be outside the organization" : ""
  const keeps = forwarding?.keepsCopy
  const copy = keeps === undefined ? "" : keeps ? ", keeping a copy" : ", without keeping a copy"
  return {
    subject: `forwarding:${mailboxKey(record.target)}`,
    object: { mailbox: mailboxIdentity(record.target), ...doerOf(record) },
    changes: [
      {
        what: CHANGE_NAMES.forwarding,
        after: destinations.map(({ address }) => plainText(address)).join(", ") || "none",
      },
      ...(keeps === undefined ? [] : [{ what: CHANGE_NAMES.keepsCopy, after: keeps ? "yes" : "no" }]),
    ],
    sentence: forwarding?.cleared
      ? `${capital(mailboxOf(record.target))} was set to forward no mail any more (by ${actorName(record, context)}).`
      : // Still true when the card says that it was taken back.
        `${capital(mailboxOf(record.target))} was set to forward all mail to ${list || "nobody"}${doubt}${copy} (by ${actorName(record, context)}).`,
  }
}
