/** A file or standard input as text: gunzipped, with any of the usual encodings, never whole in memory. */
import type { Readable } from "node:stream"
import { TextDecoder, TextEncoder } from "node:util"
import { createGunzip } from "node:zlib"

/** Decoded chunks. `onBytes` hears how many bytes of the file (as stored) were read. */
export async function* textOf(input: Readable, onBytes: (count: number) => void): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  for await (const bytes of unzipped(input, onBytes)) {
    decoder ??= new TextDecoder(encodingOf(bytes))
    const text = decoder.decode(bytes, { stream: true })
    if (text !== "") yield text
  }
  const last = decoder?.decode() ?? ""
  if (last !== "") yield last
}

/** Byte order marks of Windows exports; without one it is UTF-8. The decoder takes the mark off. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le"
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be"
  return "utf-8"
}

async function* unzipped(input: Readable, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  const source = counted(input, onBytes)
  const first = await source.next()
  if (first.done === true) return
  const head = first.value
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield head
    yield* source
    return
  }
  const gunzip = createGunzip()
  const feeding = feed(gunzip, head, source)
  // The reader below sees the failure as the stream's error; this only keeps it from being unhandled.
  feeding.catch((error: unknown) => gunzip.destroy(error instanceof Error ? error : new Error(String(error))))
  for await (const bytes of gunzip) yield bytes
  await feeding
}

async function feed(
  gunzip: ReturnType<typeof createGunzip>,
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): Promise<void> {
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (!gunzip.write(bytes)) await new Promise<void>((resolve) => gunzip.once("drain", resolve))
  }
  await write(head)
  for await (const bytes of rest) await write(bytes)
  gunzip.end()
}

/** Chunks of at least two bytes at the beginning, so that marks can be recognized. */
async function* counted(input: Readable, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0)
  for await (const chunk of input) {
    const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : new Uint8Array(chunk)
    onBytes(bytes.length)
    if (head === undefined) {
      yield bytes
      continue
    }
    head = joined(head, bytes)
    if (head.length < 4) continue
    yield head
    head = undefined
  }
  if (head !== undefined && head.length > 0) yield head
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
