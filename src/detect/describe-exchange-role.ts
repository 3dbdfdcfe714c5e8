/** Who was given which role in Exchange or in the compliance portal. */
import { plainText } from "../lib/plain-text.ts"
import { accountOr } from "../lib/unknown-account.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { readExchangeRole } from "./facts/exchange-roles.ts"
import { isActor } from "./facts/self.ts"
import { capital } from "./mailbox-words.ts"

const lastPart = (name: string): string =>
  plainText(
    name
      .split("; ")
      .map((one) => accountOr(one.split("/").at(-1) ?? one))
      .join(", "),
  )

export const describeExchangeRole: Describer = (record, context) => {
  const role = readExchangeRole(record)
  const who = capital(actorName(record, context))
  const to = role === undefined || role.user === "unknown" ? "somebody" : lastPart(role.user)
  const whom = role !== undefined && isActor(record, role.user) ? "themselves" : to
  const name = lastPart(role?.role ?? "") || "unknown"
  const words =
    role?.kind === "new-group"
      ? `made the role group "${plainText(record.parameters.Name ?? record.target.name)}" with ${name}${role.user === "unknown" ? "" : ` for ${whom}`}`
      : role?.kind === "member"
        ? `made ${whom} a member of the role group "${name}"`
        : `gave ${whom} the Exchange role "${name}"`
  return {
    subject: `exchange-role:${to.toLowerCase()}:${name.toLowerCase()}`,
    object: {
      role: role?.role ?? "",
      user: role?.user ?? "unknown",
      kind: role?.kind ?? "member",
      ...(role?.assignment === undefined ? {} : { assignment: role.assignment }),
    },
    changes: [{ what: role?.kind === "member" ? "Member of" : "Role", after: `${name} (${to})` }],
    sentence: `${who} ${words}.`,
  }
}
