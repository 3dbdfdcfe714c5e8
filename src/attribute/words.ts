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
export function whoSentence(attribution: Attribution, face: Face): string {
  const { grade, candidates } = attribution
  const named = plainText(attribution.person, 120)
  // The name of a Windows domain or machine may be the provider's.
  const person = face === "customer" ? (named.split("\\").at(-1) ?? named) : named
  const machine = face === "technician" ? plainText(attribution.machine, 80) : ""
  const from = machine === "" ? "" : ` from ${machine}`
  switch (grade) {
    case "A":
      return `Restored by ${person}${from}.`
    case "B":
      return `Restored by ${person}${from} (from the Explorer log; Veeam itself recorded only the organization).`
    case "C":
      return `Probably ${person}${from}.${candidatesText(candidates, face)}`
    case "D":
      return `${machine === "" ? "Person unknown." : `From machine ${machine}; person unknown.`}${candidatesText(candidates, face)}`
    case "E":
      return "Someone using the customer's admin access; person and machine unknown."
    case "U":
      return `Unknown: ${plainText(attribution.reasons[0]?.text, 300) || "nothing was recorded"}`
  }
}

function candidatesText(candidates: readonly string[], face: Face): string {
  if (face === "customer" || candidates.length === 0) return ""
  return ` Candidates: ${candidates.map((one) => plainText(one, 80)).join(", ")}.`
}

/** `C, probable` */
export const gradeText = ({ grade }: Attribution): string => `${grade}, ${GRADE_WORDS[grade]}`
