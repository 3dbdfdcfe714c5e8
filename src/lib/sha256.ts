/** SHA-256 as lower-case hex; text is hashed as UTF-8. */
import { createHash } from "node:crypto"

export const sha256Hex = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex")
