/** One app that several people let in is one thing to fix: a fix for one of them would leave it the mail of the others. */
import type { Alert } from "../model/alert.ts"

/** What says whose consent it is. */
const OF_ONE = ["user", "userId", "consentType"] as const

/** What a fix of the first is about, told together with the others, which are about the same thing. */
export function ofEverybody(
  objects: readonly [Alert["object"], ...(readonly Alert["object"][])],
): Alert["object"] {
  const [first, ...others] = objects
  const isOfOther = (other: Alert["object"]): boolean =>
    other.consentType !== undefined && other.userId !== first.userId
  if (first.consentType !== "Principal" || !others.some(isOfOther)) return first
  const whole = Object.entries(first).filter(([key]) => !OF_ONE.some((one) => one === key))
  return { ...Object.fromEntries(whole), consentType: "AllPrincipals" }
}
