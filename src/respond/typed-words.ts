/** What people type into our forms. Inputs come from outside like everything else. Pure. */
import { z } from "zod"
import { plainText } from "../lib/plain-text.ts"

/** What a form sent, by the id of each input; nothing of it is checked yet. */
export type Inputs = Readonly<Record<string, string>>

/** Longest word of reason and longest note, in characters. */
export const MAX_REASON = 300

/** What is too long is cut, not refused. Whatever isn't a visible character is shown as one: blanks are no reason. */
export const TypedWords = z
  .string()
  .transform((text) => plainText(text, MAX_REASON))
  .pipe(z.string().min(1))
