/** One mistake in the configuration, as one sentence: where it is and what would be right. */
import Fuse from "fuse.js"
import type { z } from "zod"
import type { ConfigPath, YamlSource } from "./yaml-source.ts"

/** A problem whose line isn't looked up yet. */
export type Complaint = { readonly path: ConfigPath; readonly sentence: string }
export type Problem = { readonly line: number; readonly sentence: string }

/** `customers[1].tenantId`; the whole file is "the file". */
export const pathText = (path: ConfigPath): string => {
  if (path.length === 0) return "the file"
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`
    return text === "" ? part : `${text}.${part}`
  }, "")
}

/** A value for a message: on one line, in quotes, at most 60 characters. */
export const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list"
  if (typeof value === "object" && value !== null) return "a section"
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

export const valueAt = (root: unknown, path: ConfigPath): unknown =>
  path.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null) return undefined
    return Object.hasOwn(value, part)
      ? Object.entries(value).find(([key]) => key === String(part))?.[1]
      : undefined
  }, root)

/** The closest of the words, when one is close enough to be a slip of the finger. */
export const closest = (word: string, words: readonly string[]): string | undefined =>
  word.length < 3
    ? undefined
    : new Fuse(words, { threshold: 0.4, includeScore: true, ignoreLocation: true }).search(
        word.slice(0, 32),
      )[0]?.item

/** `keysOf` names the keys that the section at a path knows. */
export function issueProblems(
  issue: z.core.$ZodIssue,
  source: YamlSource,
  keysOf: (path: ConfigPath) => readonly string[],
): readonly Problem[] {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      line: source.lineOfKey(path, key),
      sentence: unknownKey(path, key, keysOf(path)),
    }))
  }
  const value = valueAt(source.value, path)
  const name = pathText(path)
  const sentence =
    value === undefined
      ? `${name} is missing; it must be ${issue.message}`
      : `${name} must be ${issue.message}; it is ${shown(value)}`
  return [{ line: source.lineOf(path), sentence }]
}

function unknownKey(path: ConfigPath, key: string, known: readonly string[]): string {
  const guess = closest(key, known)
  const advice = guess === undefined ? `known are ${known.join(", ")}` : `did you mean ${guess}?`
  return `${pathText([...path, key.slice(0, 60)])} is not a setting; ${advice}`
}
