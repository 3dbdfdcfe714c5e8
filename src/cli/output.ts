/** Where a command reads and writes; a test passes its own streams. */
import type { Readable, Writable } from "node:stream"

export type Output = { readonly stdout: Writable; readonly stderr: Writable; readonly stdin: Readable }

/** Waits until the text is taken, so that a slow pipe doesn't fill the memory. */
export const write = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())))
