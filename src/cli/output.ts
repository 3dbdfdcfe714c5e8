/** Where a command reads and writes; a test passes its own streams. */
import type { Readable, Writable } from "node:stream"
import { ConfigError, coerceError } from "../model/errors.ts"

export type Output = { readonly stdout: Writable; readonly stderr: Writable; readonly stdin: Readable }

/** For what is a few lines long. */
export type Teller = { write(text: string): unknown }

/** Bad lines of an input that are shown one by one; the rest is counted. */
export const SHOWN_PROBLEMS = 20

/** Waits until the text is taken, so that a slow pipe doesn't fill the memory. */
export const write = (stream: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())))

/** How a command ends that threw: every mistake is a line on standard error, and the exit code is 1. */
export function sayProblems(thrown: unknown, { stderr }: { readonly stderr: Teller }): 1 {
  const error = coerceError(thrown)
  const lines = error instanceof ConfigError ? error.problems : [error.message]
  for (const line of lines) stderr.write(`${line}\n`)
  return 1
}
