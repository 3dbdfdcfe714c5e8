/**
 * What is kept of a remembered entry, in little room: values without their names, and the actor's name, which stands in
 * most of them, once. Three of ten records leave an entry, so that its size is felt in the whole store.
 */
import { z } from "zod"
import type { MemoryEntry } from "../../model/detect-memory.ts"
import { fromJson } from "./stored-json.ts"

export type EntryBody = Pick<MemoryEntry, "group" | "about">
type About = EntryBody["about"]

/** Stands for the name. JSON writes this character as an escape, so that it is in no text of its own. */
const NAME = "\u0001"

export function packBody({ group, about }: EntryBody): string {
  const {
    actor,
    actorName,
    target,
    ip,
    operation,
    silent,
    kind,
    level,
    subject,
    object,
    sentence,
    facts,
    records,
  } = about
  const text = JSON.stringify([
    ...[group, actor, [target.kind, target.id, target.name], ip ?? null, operation],
    ...[silent ? 1 : 0, kind, level, actorName, subject, sentence, object, facts, records ?? null],
  ])
  // As JSON writes it: a name with a quote in it stands there escaped.
  const name = JSON.stringify(actor.id).slice(1, -1)
  return name.length < 4 ? `\n${text}` : `${name}\n${text.replaceAll(name, NAME)}`
}

const listSchema = z.custom<readonly unknown[]>((value) => Array.isArray(value) && value.length === 14)

/** Written by this file alone, and read by the thousand: only damage is looked for. Throws ContractError. */
export function unpackBody(body: string, place: { readonly table: string; readonly row: string }): EntryBody {
  const end = body.indexOf("\n")
  const name = body.slice(0, Math.max(0, end))
  const text = body.slice(end + 1)
  const parts = fromJson(listSchema, name === "" ? text : text.replaceAll(NAME, () => name), place)
  const [group, actor, target, ip, operation, silent, kind, level, actorName, ...rest] = parts as Parts
  const [subject, sentence, object, facts, records] = rest
  const [targetKind, id, targetName] = target
  return {
    group,
    about: {
      actor,
      actorName,
      target: { kind: targetKind, id, name: targetName },
      ...(ip === null ? {} : { ip }),
      operation,
      silent: silent === 1,
      kind,
      level,
      subject,
      object,
      sentence,
      facts,
      ...(records === null ? {} : { records }),
    },
  }
}

type Parts = readonly [
  group: EntryBody["group"],
  actor: About["actor"],
  target: readonly [About["target"]["kind"], string, string],
  ip: string | null,
  operation: string,
  silent: 0 | 1,
  kind: About["kind"],
  level: About["level"],
  actorName: string,
  subject: string,
  sentence: string,
  object: About["object"],
  facts: About["facts"],
  records: NonNullable<About["records"]> | null,
]
