/** A graded answer in words. The customer's face names no machine of the provider's and nobody who is only a candidate. */
import { plainText } from "../lib/plain-text.ts"
import type { Face } from "../model/delivery.ts"
import type { Attribution, Grade } from "../model/restore-evidence.ts"

const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  A: "confirmed",
  B: "strong",
  C: "probable",
  D: "machine only",
  E: "organization only",
  U: "unknown",
}

/** One sentence: who, and how sure that is. */
export const whoSentence = (attribution: Attribution, face: Face): string =>
  face === "technician" ? forTechnicians(attribution) : forCustomers(attribution)

/** Without the words of the trade. The name of a Windows domain or machine may be the provider's. */
function forCustomers({ grade, person, reasons }: Attribution): string {
  const named = plainText(person, 120)
  const name = named.split("\\").at(-1) ?? named
  switch (grade) {
    case "A":
      return `Restored by ${name}.`
    case "B":
      return `Restored by ${name}, as a log of the backup program shows.`
    case "C":
      return `Probably ${name}.`
    case "D":
      return "Person unknown."
    case "E":
      return "Somebody with an administrator's access to your Microsoft 365; person unknown."
    case "U":
      return unknownText(reasons)
  }
}

const unknownText = (reasons: Attribution["reasons"]): string =>
  `Unknown: ${plainText(reasons[0]?.text, 300) || "nothing was recorded"}`

function forTechnicians(attribution: Attribution): string {
  const { grade, candidates } = attribution
  const person = plainText(attribution.person, 120)
  const machine = plainText(attribution.machine, 80)
  const from = machine === "" ? "" : ` from ${machine}`
  switch (grade) {
    case "A":
      return `Restored by ${person}${from}.`
    case "B":
      return `Restored by ${person}${from} (from the Explorer log; Veeam itself recorded only the organization).`
    case "C":
      return `Probably ${person}${from}.${candidatesText(candidates)}`
    case "D":
      return `${machine === "" ? "Person unknown." : `From machine ${machine}; person unknown.`}${candidatesText(candidates)}`
    case "E":
      return "Someone using the customer's admin access; person and machine unknown."
    case "U":
      return unknownText(attribution.reasons)
  }
}

function candidatesText(candidates: readonly string[]): string {
  if (candidates.length === 0) return ""
  return ` Candidates: ${candidates.map((one) => plainText(one, 80)).join(", ")}.`
}

/** `C, probable` */
export const gradeText = ({ grade }: Attribution): string => `${grade}, ${GRADE_WORDS[grade]}`
