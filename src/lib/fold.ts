/** Text made comparable: what a person would call the same text becomes the same string. */

import { createMemo } from "./remembered.ts"

/** Zero-width characters and byte order marks: invisible, and found in real alert names. */
const INVISIBLE = /[\u200B-\u200F\u2060\uFEFF]/gu

/** Trimmed, without invisible characters. */
export const cleanText = (text: string): string => text.replace(INVISIBLE, "").trim()

/** Lower case, plain dashes, single blanks, no trailing dot: for comparing names of operations. */
export const foldName = (text: string): string =>
  folded(text, () =>
    cleanText(text)
      .replace(/[\u2010-\u2015\u2212]/gu, "-")
      .replace(/\s+/gu, " ")
      .replace(/\.+$/u, "")
      .trim()
      .toLowerCase(),
  )

/** Lower case, trimmed, letters in one form whatever their width: for comparing names of people, mailboxes and folders. */
export const foldText = (text: string): string => text.normalize("NFKC").trim().toLowerCase()

/** `ben.young` and `Ben Young` are the same letters. */
export const lettersOf = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")

/** Cyrillic and Greek letters that look like Latin ones in most typefaces, each beside what it looks like. */
const ALIKE =
  "аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ӏl οo ρp νv ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX"
const LATIN: ReadonlyMap<string, string> = new Map(
  ALIKE.split(" ").map(([letter = "", latin = ""]): [string, string] => [letter, latin]),
)

/** As a reader takes it: letters that only look like Latin ones are those, whatever their width or script. */
export const latinLook = (text: string): string =>
  cleanText(text)
    .normalize("NFKC")
    .replace(/[\p{Script=Cyrillic}\p{Script=Greek}]/gu, (letter) => LATIN.get(letter) ?? letter)

const folded = createMemo<string>()
