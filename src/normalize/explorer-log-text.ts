/** The text of an Explorer log's bytes, as far as whole lines go. Windows programs write UTF-8 or UTF-16, with or without a mark. */

/** `bytes` may end anywhere, also within a character: what isn't whole yet is left out. */
export function explorerLogText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decoded("utf-16le", bytes)
  if (first === 0xfe && second === 0xff) return decoded("utf-16be", bytes)
  try {
    return decoded("utf-8", bytes, true)
  } catch {
    // Before Unicode, a Windows program wrote in the code page of its country; names of accounts and lines are ASCII mostly.
    return decoded("windows-1252", bytes)
  }
}

/** `stream` keeps back a character that is cut at the end. */
const decoded = (encoding: string, bytes: Uint8Array, fatal = false): string =>
  new TextDecoder(encoding, { fatal }).decode(bytes, { stream: true })
