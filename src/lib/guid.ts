/** How Microsoft writes the ids of tenants, accounts, apps and records. */

/** To stand in a regular expression; where it is used says whether case matters. */
export const GUID_PATTERN = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
export const GUID = new RegExp(`^${GUID_PATTERN}$`, "i")

/** `8a1c5d3e-2f4b-4c6d-9e8f-0a1b2c3d4e5f`, whatever its case. */
export const isGuid = (text: string): boolean => GUID.test(text)

/**
 * An id where a name should be: a GUID, its 16 bytes as Base64 (`xY3k…==`), or its text as Base64. Names of policies that
 * Microsoft's portals make by themselves are such.
 */
export function isIdText(text: string): boolean {
  if (isGuid(text) || /^[A-Za-z0-9+/]{22}==$/.test(text)) return true
  return /^[A-Za-z0-9+/]{48}$/.test(text) && isGuid(Buffer.from(text, "base64").toString("latin1"))
}
