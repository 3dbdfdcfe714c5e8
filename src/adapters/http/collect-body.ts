/** Takes in a body without a second copy of it: a blob of an audit feed can be a hundred megabytes. */

export type Body = {
  /** False when it becomes too large. */
  add(chunk: Uint8Array): boolean
  /** Memory of its own, that can be handed to another thread. */
  whole(): Buffer
}

/** Undefined when more is announced than is taken in: then nothing of it is read. */
export function collectBody(announced: string | undefined, maxBytes: number): Body | undefined {
  const length = announced === undefined ? Number.NaN : Number(announced)
  if (length > maxBytes) return undefined
  return Number.isSafeInteger(length) ? ofLength(length) : collectUpTo(maxBytes)
}

/** Each chunk is copied once and let go. */
function ofLength(length: number): Body {
  const bytes = Buffer.allocUnsafeSlow(length)
  let size = 0
  return {
    add: (chunk) => {
      if (size + chunk.length > length) return false
      bytes.set(chunk, size)
      size += chunk.length
      return true
    },
    whole: () => (size === length ? bytes : bytes.subarray(0, size)),
  }
}

/** Blocks of bytes, the first ones small: most bodies are. */
const FIRST_BLOCK = 4 * 1024
const LARGEST_BLOCK = 64 * 1024

/** Of unknown length. Chunks are copied, never kept: each costs a hundred bytes, and a hostile sender sends single bytes. */
export function collectUpTo(maxBytes: number): Body {
  const blocks: Uint8Array[] = []
  let block = new Uint8Array()
  let filled = 0
  let size = 0
  const put = (chunk: Uint8Array): void => {
    if (filled === block.length) {
      block = Buffer.allocUnsafeSlow(Math.min(LARGEST_BLOCK, FIRST_BLOCK << Math.min(blocks.length, 4)))
      blocks.push(block)
      filled = 0
    }
    const room = block.length - filled
    block.set(chunk.length > room ? chunk.subarray(0, room) : chunk, filled)
    filled += Math.min(room, chunk.length)
    if (chunk.length > room) put(chunk.subarray(room))
  }
  return {
    add: (chunk) => {
      if (size + chunk.length > maxBytes) return false
      size += chunk.length
      put(chunk)
      return true
    },
    whole: () => {
      const body = ofLength(size)
      // Blocks are let go one by one, the last one as far as it is filled.
      for (let one = blocks.shift(); one !== undefined; one = blocks.shift())
        body.add(blocks.length === 0 ? one.subarray(0, filled) : one)
      return body.whole()
    },
  }
}
