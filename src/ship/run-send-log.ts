/**
 * Sends what the server doesn't have of one log. The server is the only one who knows what it has: nothing is written
 * down here, so that a restart, a new machine or a lost state file can't make a gap.
 */
import { createHash, type Hash } from "node:crypto"
import type { FileHandle } from "node:fs/promises"

/** Bytes in one request. The server takes no more. */
const CHUNK = 1024 * 1024
/** Requests without any progress, before somebody should look. */
const PATIENCE = 8

export type LogRequest = {
  readonly file: string
  readonly offset: number
  /** SHA-256 (hex) of the file's bytes before `offset`. */
  readonly before: string
  readonly bytes: Uint8Array
}

export type LogAnswer =
  /** Everything before `offset` is there. */
  | { readonly kind: "taken"; readonly offset: number }
  /** Nothing was taken: the server wants the bytes from `offset` on. */
  | { readonly kind: "elsewhere"; readonly offset: number }
  /** This file isn't taken; the sentence is the server's. */
  | { readonly kind: "refused"; readonly sentence: string }

/** Throws when no file can be sent: the token isn't known, or nobody answers. */
export type PostLog = (request: LogRequest) => Promise<LogAnswer>

export type SentLog =
  | { readonly kind: "sent"; readonly offset: number; readonly bytes: number }
  | { readonly kind: "refused"; readonly sentence: string }

/** `from`: up to where the server had it before; missing when it wasn't asked yet. `size` is that of the open file. */
export async function sendLog(
  log: { readonly name: string; readonly file: FileHandle; readonly size: number },
  from: number | undefined,
  post: PostLog,
): Promise<SentLog> {
  const { name, file, size } = log
  // The end, with nothing behind it, is the question whether all is there.
  let at = from === undefined || from > size ? size : from
  let hash = await hashTo(file, at)
  let sent = 0
  for (let idle = 0; idle < PATIENCE; idle += 1) {
    const bytes = await read(file, at, Math.min(CHUNK, size - at))
    const answer = await post({ file: name, offset: at, before: hash.copy().digest("hex"), bytes })
    if (answer.kind === "refused") return answer
    if (answer.kind === "taken") {
      hash.update(bytes)
      at += bytes.length
      sent += bytes.length
      if (bytes.length > 0) idle = 0
      // It may have been cut shorter meanwhile; the next round sees that.
      if (at >= size || bytes.length === 0) return { kind: "sent", offset: at, bytes: sent }
    } else {
      at = Math.min(answer.offset, size)
      hash = await hashTo(file, at)
    }
  }
  return { kind: "refused", sentence: "The server keeps asking for other bytes." }
}

async function hashTo(file: FileHandle, end: number): Promise<Hash> {
  const hash = createHash("sha256")
  for (let at = 0; at < end; ) {
    const bytes = await read(file, at, Math.min(CHUNK, end - at))
    if (bytes.length === 0) break
    hash.update(bytes)
    at += bytes.length
  }
  return hash
}

async function read(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
