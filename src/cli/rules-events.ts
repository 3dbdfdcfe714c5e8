/** Events for `watchpost rules match`: JSON lines, also gzipped, one by one. */
import type { Readable } from "node:stream"
import { textOf } from "../adapters/files/text-stream.ts"
import { parseJson } from "../adapters/http/json-body.ts"
import type { SigmaEvent } from "../sigma/event.ts"

export type EventLine =
  | { readonly line: number; readonly event: SigmaEvent }
  | { readonly line: number; readonly problem: string }

/** How a JSON value becomes an event, or why it can't. */
export type ToEvent = (value: unknown, line: number) => SigmaEvent | { readonly problem: string }

/** Blank lines are no events; every other line is one or has a problem. */
export async function* readEvents(input: Readable, toEvent: ToEvent): AsyncGenerator<EventLine> {
  let line = 0
  for await (const text of linesOf(input)) {
    line += 1
    if (text.trim() !== "") yield readEvent(text, line, toEvent)
  }
}

async function* linesOf(input: Readable): AsyncGenerator<string> {
  let rest: string[] = []
  for await (const chunk of textOf(input, () => {})) {
    const [first = "", ...others] = chunk.split("\n")
    rest.push(first)
    for (const other of others) {
      yield rest.join("")
      rest = [other]
    }
  }
  if (rest.length > 0) yield rest.join("")
}

/** Numbers with more digits than a JavaScript number holds keep them, as text; numbers compare with texts. */
function readEvent(text: string, line: number, toEvent: ToEvent): EventLine {
  const value = parseJson(text)
  if (value === undefined) return { line, problem: "this line isn't JSON" }
  const event = toEvent(value, line)
  return "problem" in event ? { line, problem: event.problem } : { line, event }
}
