/**
 * Links to files of answers: short-lived, kept in memory, and known only to who was given one. The link says nothing of
 * what is behind it; without the signature nothing is looked up.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import type { AnswerFile } from "./answer-file.ts"

/** Long enough to click, short enough to be worthless in a log. Teams may fetch a link before the person does, so that it works more than once. */
export const LINK_MS = 10 * 60_000
const MOST = 50
const ID_BYTES = 16

export interface FileLinks {
  /** Where the file can be had until `LINK_MS` have passed; undefined when nobody outside can reach this process. */
  offer(file: AnswerFile): string | undefined
  /** Undefined for a link that is over, forged or unknown. */
  file(id: string, signature: string): AnswerFile | undefined
}

type Offered = { readonly file: AnswerFile; readonly until: number }

/** `publicUrl` is where people reach this process, without a slash at the end. */
export function createFileLinks(publicUrl: string | undefined, now: () => number): FileLinks {
  const key = randomBytes(32)
  const offered = new Map<string, Offered>()
  const sign = (id: string): Buffer => createHmac("sha256", key).update(id).digest()
  return {
    offer: (file) => {
      if (publicUrl === undefined) return undefined
      const id = randomBytes(ID_BYTES).toString("base64url")
      offered.set(id, { file, until: now() + LINK_MS })
      const [oldest] = offered.keys()
      if (offered.size > MOST && oldest !== undefined) offered.delete(oldest)
      return `${publicUrl}/files/${id}/${sign(id).toString("base64url")}`
    },
    file: (id, signature) => {
      const given = Buffer.from(signature, "base64url")
      const wanted = sign(id)
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
      const found = offered.get(id)
      return found === undefined || now() >= found.until ? undefined : found.file
    },
  }
}
