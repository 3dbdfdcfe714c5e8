/** Attachments of a bot that are about a file: the question whether it may be saved, and the file that was. */
import { z } from "zod"
import type { PracticeMessage } from "../world/types.ts"

const CONSENT = "application/vnd.microsoft.teams.card.file.consent"
const INFO = "application/vnd.microsoft.teams.card.file.info"

const consentSchema = z.object({
  name: z.string().min(1),
  content: z.object({
    description: z.string().default(""),
    sizeInBytes: z.number().int().positive(),
    acceptContext: z.unknown(),
    declineContext: z.unknown(),
  }),
})
const infoSchema = z.object({
  name: z.string().min(1),
  contentUrl: z.url(),
  content: z.object({ uniqueId: z.string(), fileType: z.string() }),
})

export type FileParts = Pick<PracticeMessage, "consent" | "file">
type Attachment = { readonly contentType: string }

export const isFile = ({ contentType }: Attachment): boolean =>
  contentType === CONSENT || contentType === INFO

/** Undefined when Teams could not draw it. */
export function readFile(attachment: Attachment): FileParts | undefined {
  if (attachment.contentType === CONSENT) {
    const read = consentSchema.safeParse(attachment)
    return read.success ? { consent: { name: read.data.name, ...read.data.content } } : undefined
  }
  const read = infoSchema.safeParse(attachment)
  return read.success ? { file: { name: read.data.name, url: read.data.contentUrl } } : undefined
}
