/**
 * Whether a mail really is from whom it says. A From line proves nothing; what counts is what the receiving server found.
 * Source: RFC 8601, "Authentication-Results"; Exchange Online, "Anti-spam message headers in Microsoft 365".
 */
import type { ReceivedMail } from "../model/received-mail.ts"

/** Real ones have a few hundred characters. */
const LONGEST_RESULTS = 4_000

/**
 * Whoever sends a mail chooses what stands before its @, brackets and semicolons within quotes included: neither may add
 * a check or hide one. Source: RFC 5322, "quoted-string" and "comment".
 */
const QUOTED_OR_COMMENT = /"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)/g

/** One plain sentence: why the mail isn't believed. Undefined when it is. `sender` is an address. */
export function senderProblem(mail: ReceivedMail, sender: string): string | undefined {
  const wanted = sender.toLowerCase()
  if (mail.from !== wanted) return `It isn't from ${wanted}.`
  // Exchange takes this header away from whatever comes from outside.
  if (headerOf(mail, "X-MS-Exchange-Organization-AuthAs")?.toLowerCase() === "internal") return undefined
  // Only the topmost is by the server that received it; a sender can write others below.
  const results = headerOf(mail, "Authentication-Results")
  if (results === undefined) return "The receiving server didn't check who sent it."
  const domain = wanted.slice(wanted.lastIndexOf("@") + 1)
  const checks = results
    .slice(0, LONGEST_RESULTS)
    .replaceAll(QUOTED_OR_COMMENT, " ")
    .toLowerCase()
    .split(";")
    .map(readCheck)
  if (checks.some((check) => check.get("dmarc") === "fail"))
    return "Its sender's domain says that it is forged."
  return checks.some((check) => isProof(check, domain))
    ? undefined
    : "Neither SPF nor DKIM nor DMARC proves who sent it."
}

const headerOf = (mail: ReceivedMail, name: string): string | undefined =>
  mail.headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value.trim()

/** ` spf=pass smtp.mailfrom=contoso.com` */
const readCheck = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/\s+/).flatMap((word) => {
      const at = word.indexOf("=")
      return at > 0 ? [[word.slice(0, at), word.slice(at + 1)] as const] : []
    }),
  )

const PROOFS = [
  { method: "dmarc", property: "header.from" },
  { method: "dkim", property: "header.d" },
  { method: "spf", property: "smtp.mailfrom" },
] as const

const isProof = (check: ReadonlyMap<string, string>, domain: string): boolean =>
  PROOFS.some(({ method, property }) => check.get(method) === "pass" && isOf(check.get(property), domain))

/** The domain itself or one below it: another's signature proves another. */
function isOf(found: string | undefined, domain: string): boolean {
  const bare = found?.slice(found.lastIndexOf("@") + 1) ?? ""
  return bare === domain || bare.endsWith(`.${domain}`)
}
