/**
 * A mail file (.eml) → the mail, as far as an audit notification needs it: headers, and the HTML part.
 * Source: RFC 5322 (headers), RFC 2045 to 2047 (parts, encodings, encoded words).
 */
import type { MailHeader, ReceivedMail } from "../model/received-mail.ts"

/** Parts within parts. */
const DEEPEST = 5

const LONGEST_FROM = 500

type Part = { readonly headers: readonly MailHeader[]; readonly body: string }

/** `bytes` of a whole file. A sentence when it is no mail. */
export function readMailFile(bytes: Uint8Array): ReceivedMail | { readonly problem: string } {
  // Each byte one character: bodies are decoded by what their headers say.
  const part = splitPart(Buffer.from(bytes).toString("latin1"))
  const [from, ...others] = part.headers.filter(({ name }) => name.toLowerCase() === "from")
  const address = /<([^<>\s]+@[^<>\s]+)>\s*$|^\s*([^<>\s]+@[^<>\s]+)\s*$/.exec(
    from?.value.slice(0, LONGEST_FROM) ?? "",
  )
  const receivedAt = arrivalOf(part.headers)
  const id = headerOf(part, "message-id")
  if (address === null || others.length > 0) return { problem: "It names no sender, or several." }
  if (receivedAt === undefined || id === undefined) return { problem: "It has no time or no Message-ID." }
  return {
    ...{ id: id.trim(), receivedAt, html: htmlOf(part, 0) ?? "", headers: part.headers },
    from: (address[1] ?? address[2] ?? "").toLowerCase(),
    subject: decodeWords(headerOf(part, "subject") ?? ""),
  }
}

function splitPart(text: string): Part {
  const end = /\r?\n\r?\n/.exec(text)
  const head = end === null ? text : text.slice(0, end.index)
  const body = end === null ? "" : text.slice(end.index + end[0].length)
  const headers = head
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line): readonly MailHeader[] => {
      const at = line.indexOf(":")
      return at > 0 ? [{ name: line.slice(0, at), value: line.slice(at + 1).trim() }] : []
    })
  return { headers, body }
}

const headerOf = ({ headers }: Part, name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name)?.value

/** The last server's own time, behind the last semicolon of the topmost Received; else the sender's Date. */
function arrivalOf(headers: readonly MailHeader[]): number | undefined {
  const texts = ["received", "date"].flatMap(
    (name) =>
      headers
        .find((header) => header.name.toLowerCase() === name)
        ?.value.split(";")
        .at(-1) ?? [],
  )
  return texts.map((text) => Date.parse(text)).find((at) => !Number.isNaN(at))
}

function htmlOf(part: Part, depth: number): string | undefined {
  const type = headerOf(part, "content-type") ?? "text/plain"
  const boundary = /\bboundary="?([^";]+)"?/i.exec(type)?.[1]?.trim()
  if (/^text\/html\b/i.test(type)) return decodeBody(part, type)
  if (!/^multipart\//i.test(type) || boundary === undefined || depth >= DEEPEST) return undefined
  // What stands before the first boundary belongs to nobody.
  const parts = `\n${part.body}`.split(`\n--${boundary}`).slice(1)
  for (const one of parts) {
    const html = htmlOf(splitPart(one.replace(/^[^\n]*\n/, "")), depth + 1)
    if (html !== undefined) return html
  }
  return undefined
}

function decodeBody(part: Part, type: string): string {
  const encoding = headerOf(part, "content-transfer-encoding")?.toLowerCase() ?? "7bit"
  const charset = /\bcharset="?([^";\s]+)"?/i.exec(type)?.[1] ?? "utf-8"
  return toText(
    encoding === "base64"
      ? Buffer.from(part.body, "base64")
      : encoding === "quoted-printable"
        ? fromQuotedPrintable(part.body.replaceAll(/=\r?\n/g, ""))
        : Buffer.from(part.body, "latin1"),
    charset,
  )
}

const fromQuotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/=([0-9a-f]{2})/gi, (_whole, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    "latin1",
  )

function toText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return Buffer.from(bytes).toString("utf8")
  }
}

/** `=?utf-8?B?…?=`; blanks between two of them don't count. */
const decodeWords = (text: string): string =>
  text
    .replaceAll(/(\?=)\s+(?==\?)/g, "$1")
    .replaceAll(
      /=\?([\w-]+)\?([bq])\?([^?]*)\?=/gi,
      (_whole, charset: string, kind: string, encoded: string) =>
        toText(
          kind.toLowerCase() === "b"
            ? Buffer.from(encoded, "base64")
            : fromQuotedPrintable(encoded.replaceAll("_", " ")),
          charset,
        ),
    )
