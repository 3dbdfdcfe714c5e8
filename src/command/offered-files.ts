/**
 * Files that are offered in a personal chat: Teams asks the person, and what they allow is put into their own OneDrive.
 * Kept in memory, for this person in this chat alone, and given out once.
 */
import { randomBytes } from "node:crypto"
import { namedText } from "../lib/plain-text.ts"
import { MINUTE } from "../lib/time-units.ts"
import type { Caller, FileAnswer, FileChoice, FileOffer, TextFile } from "../ports/bot.ts"
import type { TrailLog } from "../ports/trail-log.ts"
import type { LinkFor } from "./file-links.ts"

/** Long enough to be found after a meeting. */
const OFFER_MS = 30 * MINUTE
const MOST = 50
const TOKEN_BYTES = 16

export interface OfferedFiles {
  /** `description` is what Teams shows beside the name. */
  offer(
    file: TextFile,
    to: { readonly caller: Caller; readonly given: LinkFor },
    description: string,
  ): FileOffer
  /** What is given out is in the trail before, and so is what isn't. */
  answer(choice: FileChoice): Promise<FileAnswer>
}

type Offered = {
  readonly file: TextFile
  readonly given: LinkFor
  readonly owner: string
  readonly until: number
}

export function createOfferedFiles(deps: {
  readonly trail: Pick<TrailLog, "append">
  /** Milliseconds UTC. */
  readonly now: () => number
}): OfferedFiles {
  const { trail, now } = deps
  const offered = new Map<string, Offered>()
  const refuse = async (caller: Caller, name: string | undefined): Promise<FileAnswer> => {
    const who = namedText(caller.name, caller.objectId)
    const what = `Refused ${name ?? "a file"}, which isn't offered to ${who} any more or never was.`
    await trail.append({ at: now(), kind: "refusal", who, what, data: {} })
    return OVER
  }
  return {
    offer: (file, { caller, given }, description) => {
      const token = randomBytes(TOKEN_BYTES).toString("base64url")
      offered.set(token, { file, given, owner: ownerOf(caller), until: now() + OFFER_MS })
      const [oldest] = offered.keys()
      if (offered.size > MOST && oldest !== undefined) offered.delete(oldest)
      return { name: file.name, description, size: Buffer.byteLength(file.body), token }
    },
    answer: async ({ caller, token, accepted }) => {
      const found = offered.get(token)
      if (found === undefined || found.owner !== ownerOf(caller) || now() >= found.until)
        return refuse(caller, found?.file.name)
      offered.delete(token)
      const { file, given } = found
      if (!accepted) return { text: `${file.name} was not saved.` }
      const what = `Fetched ${file.name} into the OneDrive of ${given.who}.`
      await trail.append({ at: now(), kind: "view", ...given, what, data: { file: file.name } })
      return { file }
    },
  }
}

const OVER = {
  text: `This file isn't kept any more: it was taken, declined, or offered more than ${OFFER_MS / MINUTE} minutes ago. Ask for it again.`,
}

const ownerOf = ({ conversationId, teamsTenantId, objectId }: Caller): string =>
  JSON.stringify([conversationId, teamsTenantId, objectId])
