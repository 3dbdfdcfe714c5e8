/** Takes in a body without a second copy of it: a blob of an audit feed can be a hundred megabytes. */

export type Body = {
  /** False when it becomes too large. */
  add(chunk: Uint8Array): boolean
  /** Memory of its own, that can be handed to another thread. */
  whole(): Uint8Array
}

/** Undefined when more is announced than is taken in: then nothing of it is read. */
export function collectBody(announced: string | undefined, maxBytes: number): Body | undefined {
  const length = announced === undefined ? Number.NaN : Number(announced)
  if (length > maxBytes) return undefined
  return Number.isSafeInteger(length) ? ofLength(length) : ofUnknownLength(maxBytes)
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

function ofUnknownLength(maxBytes: number): Body {
  const chunks: Uint8Array[] = []
  let size = 0
  return {
    add: (chunk) => {
      size += chunk.length
      chunks.push(chunk)
      return size <= maxBytes
    },
    whole: () => {
      const body = ofLength(size)
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) body.add(chunk)
      return body.whole()
    },
  }
}
