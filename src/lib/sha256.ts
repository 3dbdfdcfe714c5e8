/** SHA-256 as lower-case hex; text is hashed as UTF-8. */
import { hash } from "node:crypto"

export const sha256Hex = (content: string | Uint8Array): string => hash("sha256", content, "hex")
