/** One mistake in the configuration, as one sentence: where it is and what would be right. */
import Fuse from "fuse.js"
import type { z } from "zod"
import { andMore } from "../lib/list-text.ts"
import type { ConfigPath, YamlSource } from "./yaml-source.ts"

type Mistake = {
  readonly sentence: string
  /** What may have been meant, for the sentence's end: costly, and asked only where the mistake is told. */
  readonly advice?: () => string
}
/** A problem whose line isn't looked up yet. */
export type Complaint = Mistake & { readonly path: ConfigPath }
export type Problem = Mistake & { readonly line: number }

/** Nobody reads more at once, and the first ones may explain the others. */
const MOST_TOLD = 100

/** In the file's order, as many as are of use. */
export function toldProblems(problems: readonly Problem[], path: string): readonly string[] {
  const inOrder = problems.toSorted((a, b) => a.line - b.line)
  const told = inOrder
    .slice(0, MOST_TOLD)
    .map(({ line, sentence, advice }) => `${path}:${line}: ${sentence}${advice?.() ?? ""}`)
  const more = inOrder.length - told.length
  return more === 0 ? told : [...told, `${path}: ${more} more mistakes follow; correct these first`]
}

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
  path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? Reflect.get(value, part)
        : undefined,
    root,
  )

const MOST_NAMES = 20

/** Names for a message, as many as can be read. */
export const listed = (names: readonly string[]): string => andMore(names.slice(0, MOST_NAMES), names.length)

/** What was meant, or what there is: the end of a sentence. */
export const didYouMean = (word: string, words: readonly string[]): string => {
  const guess = closest(word, words)
  return guess === undefined ? `known are ${listed(words)}` : `did you mean ${guess}?`
}

/** More words than this are not compared: a hundred guesses among them would take seconds. */
const MOST_WORDS = 5_000

/** The closest of the words, when one is close enough to be a slip of the finger. */
export const closest = (word: string, words: readonly string[]): string | undefined =>
  word.length < 3 || words.length > MOST_WORDS
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
      sentence: `${pathText([...path, key.slice(0, 60)])} is not a setting; `,
      advice: () => didYouMean(key, keysOf(path)),
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
