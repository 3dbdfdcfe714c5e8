/** What is lost for good of a content type has a line of its own in its customer's health, which a good round doesn't wipe. */
import type { ContentType } from "./audit-record.ts"

/** The source under which health tells it. */
export const lossesOf = (type: ContentType): string => `${type} gap`

const LOSSES = / gap$/

/** Is it such a line, and not how a source does? */
export const tellsLosses = (source: string): boolean => LOSSES.test(source)

/** The source whose losses it tells; one that tells of no losses stays as it is. */
export const withoutLosses = (source: string): string => source.replace(LOSSES, "")
