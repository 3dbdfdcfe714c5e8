/** When what our own apps sign in with ends: for technicians of all customers, in `status`. Never the secret itself. */
import type { CredentialEnd } from "../model/own-credential.ts"
import { endText } from "../onboard/own-credentials.ts"

/** One line for all, and one for each reason why nobody knows. `now` in milliseconds UTC. Empty without any. */
export function credentialLines(known: readonly CredentialEnd[], now: number): readonly string[] {
  if (known.length === 0) return []
  const ends = known.map(({ app, kind, end }) => {
    const when = end === undefined ? "ends nobody knows when" : endText(end.at, now)
    return `${app}'s ${kind} ${when}`
  })
  const unknown = known.filter(({ end }) => end === undefined)
  const reasons = Map.groupBy(unknown, ({ problem }) => problem ?? NOT_ASKED)
  return [
    `Our own sign-ins: ${ends.join(", ")}.`,
    ...[...reasons].map(([reason, group]) => `${reason} ${insteadOf(group)}`),
  ]
}

const NOT_ASKED = "When a secret ends wasn't asked so far."

const insteadOf = (group: readonly CredentialEnd[]): string => {
  const variables = group.map(({ app }) => `WATCHPOST_${app.toUpperCase()}_SECRET_ENDS`)
  return `Where that stays so, say the last day in ${variables.join(", ")}.`
}
