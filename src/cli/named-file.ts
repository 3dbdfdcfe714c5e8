/** Files that somebody names on the command line; `-` is standard input. */
import { createReadStream, readFileSync } from "node:fs"
import type { Readable } from "node:stream"
import { plainText } from "../lib/plain-text.ts"
import { ConfigError, coerceError } from "../model/errors.ts"

const LONGEST_NAME = 1_000

/** A file's name may be its sender's: it is text like everything in the file. */
export const shownName = (file: string): string =>
  file === "-" ? "standard input" : plainText(file, LONGEST_NAME)

export const openFile = (file: string, stdin: Readable): Readable =>
  file === "-" ? stdin : createReadStream(file)

/** A small file whole. Throws a ConfigError when it can't be read. */
export function readWhole(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (thrown) {
    throw unreadable(path, thrown)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission is denied",
  EISDIR: "it is a folder",
  Z_DATA_ERROR: "its compression is damaged",
  Z_BUF_ERROR: "it is cut off",
}

/** Why a file can't be read, as a part of a sentence. */
export function reasonOf(thrown: unknown): string {
  const error = coerceError(thrown)
  const code = "code" in error && typeof error.code === "string" ? error.code : ""
  return Object.hasOwn(REASONS, code) ? (REASONS[code] ?? error.message) : error.message
}

export const unreadable = (file: string, thrown: unknown): ConfigError =>
  new ConfigError([`${shownName(file)} can't be read: ${reasonOf(thrown)}.`])
