/**
 * Links to files of ours: short-lived, kept in memory, and known only to who was given one. The link says nothing of
 * what is behind it; without the signature nothing is looked up. Who fetched what is in the trail.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import { MINUTE } from "../lib/time-units.ts"
import type { IncidentId, TenantId } from "../model/ids.ts"
import type { TrailLog } from "../ports/trail-log.ts"

/** Long enough to click, short enough to be worthless in a log. Teams may fetch a link before the person does, so that it works more than once. */
export const LINK_MS = 10 * MINUTE
export const LINK_TERMS = `The link works for ${LINK_MS / MINUTE} minutes, for everybody who has it.`
const MOST = 50
const ID_BYTES = 16

/** A text, or what is made anew for each who fetches it. */
export type LinkedFile = {
  readonly name: string
  readonly type: string
  readonly body: string | (() => AsyncIterable<Uint8Array>)
  /** A page of our own, without scripts: opened rather than downloaded. */
  readonly shown?: true
}

/** Who was given a link, and what the file is about. */
export type LinkFor = {
  /** A person's name and object id. */
  readonly who: string
  readonly tenantId?: TenantId
  readonly incidentId?: IncidentId
}

export interface FileLinks {
  /** Where the file can be had until `LINK_MS` have passed; undefined when nobody outside can reach this process. */
  offer(file: LinkedFile, given: LinkFor): string | undefined
  /** Undefined for a link that is over, forged or unknown. Whatever is given out is in the trail before. */
  file(id: string, signature: string): Promise<LinkedFile | undefined>
}

type Offered = { readonly file: LinkedFile; readonly given: LinkFor; readonly until: number }

export type FileLinksDeps = {
  /** Where people reach this process, without a slash at the end. */
  readonly publicUrl: string | undefined
  readonly trail: Pick<TrailLog, "append">
  /** Milliseconds UTC. */
  readonly now: () => number
}

export function createFileLinks({ publicUrl, trail, now }: FileLinksDeps): FileLinks {
  const key = randomBytes(32)
  const offered = new Map<string, Offered>()
  const sign = (id: string): Buffer => createHmac("sha256", key).update(id).digest()
  return {
    offer: (file, given) => {
      if (publicUrl === undefined) return undefined
      const id = randomBytes(ID_BYTES).toString("base64url")
      offered.set(id, { file, given, until: now() + LINK_MS })
      const [oldest] = offered.keys()
      if (offered.size > MOST && oldest !== undefined) offered.delete(oldest)
      return `${publicUrl}/files/${id}/${sign(id).toString("base64url")}`
    },
    file: async (id, signature) => {
      const wanted = sign(id)
      const signed = Buffer.from(signature, "base64url")
      if (signed.length !== wanted.length || !timingSafeEqual(signed, wanted)) return undefined
      const found = offered.get(id)
      if (found === undefined || now() >= found.until) return undefined
      const { file, given } = found
      const what = `Fetched ${file.name} by the link that ${given.who} was given.`
      await trail.append({ at: now(), kind: "view", ...given, what, data: { file: file.name } })
      return file
    },
  }
}
