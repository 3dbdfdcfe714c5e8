/** One request that brings bytes of an Explorer log, read and judged before anything is kept of it. */
import type { IncomingMessage } from "node:http"
import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import { isLogPath, isMachineName, isServerLog } from "../../model/explorer-log-name.ts"
import type { TenantId } from "../../model/ids.ts"
import { readBytes } from "../http/server-body.ts"

/** Bytes of a log in one request, as they are in the file; the sender cuts longer ones. */
const MAX_BYTES = 1024 * 1024
/** Bytes of one log. A day of extended logging is a few megabytes. */
const MAX_LOG_BYTES = 32 * 1024 * 1024

/** A place of one customer, whose machines share a token; or a backup server of the provider's own. */
export type LogSite = {
  readonly name: string
  readonly tenantId: TenantId
  readonly token: string
  /** The backup server's name in the configuration. */
  readonly server?: string
}

export type Refusal = {
  readonly status: number
  readonly sentence: string
  readonly retryAfterSeconds?: number
}

export type LogPlace = {
  readonly machine: string
  readonly file: string
  readonly offset: number
  readonly before: string
}

/** Where the bytes belong, from the address's query: `machine`, `file`, `offset`, `before`. */
export function readPlace(request: IncomingMessage, site: LogSite): LogPlace | Refusal {
  const query = new URL(request.url ?? "/", "http://localhost").searchParams
  const [machine = "", file = "", before = ""] = ["machine", "file", "before"].map(
    (name) => query.get(name) ?? "",
  )
  const offset = /^\d{1,10}$/.test(query.get("offset") ?? "") ? Number(query.get("offset")) : Number.NaN
  if (!isMachineName(machine)) return bad("machine must be a computer's name.")
  if (!isLogPath(file)) return bad("file must be the path of a log of Veeam below the folder that is sent.")
  if (isServerLog(file) && site.server === undefined) return NOT_FROM_HERE
  if (Number.isNaN(offset)) return bad("offset must be a whole number of bytes.")
  if (offset > MAX_LOG_BYTES) return TOO_LARGE
  if (!/^[0-9a-f]{64}$/.test(before)) return bad("before must be a SHA-256 of 64 hexadecimal digits.")
  return { machine, file, offset, before }
}

const bad = (sentence: string): Refusal => ({ status: 400, sentence })

/** It tells of all customers. */
const NOT_FROM_HERE: Refusal = {
  status: 422,
  sentence: "A backup server's own logs are taken from a site of that server only, not from a customer's.",
}

const TOO_LARGE: Refusal = {
  status: 413,
  sentence: `A log of more than ${MAX_LOG_BYTES / 1024 / 1024} MiB isn't taken.`,
}

const unpacked = promisify(gunzip)

/** The body as it is in the file. What unpacks to more than is taken is refused before it is in memory. */
export async function readLogBytes(
  request: IncomingMessage,
  offset: number,
): Promise<{ readonly bytes: Uint8Array } | Refusal> {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "identity"
  if (encoding !== "identity" && encoding !== "gzip")
    return { status: 415, sentence: "The body must be plain or gzip." }
  const read = await readBytes(request, MAX_BYTES)
  if ("problem" in read) return { status: read.status, sentence: read.problem }
  const bytes = encoding === "gzip" ? await unpack(read.bytes) : read.bytes
  if (bytes === undefined)
    return bad(`The body is no gzip, isn't whole, or unpacks to more than ${MAX_BYTES} bytes.`)
  return offset + bytes.length > MAX_LOG_BYTES ? TOO_LARGE : { bytes }
}

async function unpack(packed: Buffer): Promise<Uint8Array | undefined> {
  try {
    return await unpacked(packed, { maxOutputLength: MAX_BYTES })
  } catch {
    return undefined
  }
}
