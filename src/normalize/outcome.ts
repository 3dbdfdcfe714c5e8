/** Success, in the dozen ways in which Microsoft's workloads spell it. */
import { createMemo } from "../lib/remembered.ts"
import type { Outcome } from "../model/audit-record.ts"

/**
 * Exchange admin records say True/False, mailbox records Succeeded/PartiallySucceeded/Failed, Entra Success/Failure,
 * Yammer TRUE, Compliance Manager Successful; SharePoint and Teams say nothing.
 * Source: Office 365 Management Activity API schema, "ResultStatus".
 */
const WORDS: Readonly<Record<string, Outcome>> = {
  true: "succeeded",
  success: "succeeded",
  succeeded: "succeeded",
  successful: "succeeded",
  false: "failed",
  fail: "failed",
  failed: "failed",
  failure: "failed",
  partiallysucceeded: "partial",
}

/** @NOTE A failed sign-in often carries `ResultStatus: Success`: its operation is believed instead. */
export function readOutcome(resultStatus: unknown, operationKey: string): Outcome {
  if (operationKey === "userloginfailed") return "failed"
  const text = String(resultStatus ?? "")
  return outcomes(text, () => {
    const word = text.trim().toLowerCase()
    return Object.hasOwn(WORDS, word) ? (WORDS[word] ?? "unknown") : "unknown"
  })
}

const outcomes = createMemo<Outcome>()
