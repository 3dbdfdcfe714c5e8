/**
 * Cuts a stream of text into JSON values without reading it whole: arrays, lines, and objects one after the other.
 * A value that is broken is reported with its line, and reading goes on with the next line that can begin one.
 */

/** One piece of the file: a value's text, or what is wrong with it. Lines count from 1. */
export type Piece =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly problem: string }

/** Longest single value, in characters. A record is a few kilobytes; more means that a bracket or quote is missing. */
const MAX_VALUE = 16_000_000

const TOO_LONG = "The record is too long."

const STRUCTURE = /["{}[\]\n]/g
const TEXT_END = /["\\\n]/g

/** Values inside arrays at the top and values that simply follow each other. */
export async function* scanJson(chunks: AsyncIterable<string>): AsyncGenerator<Piece> {
  const scanner = new JsonScanner()
  for await (const chunk of chunks) yield* scanner.push(chunk)
  yield* scanner.end()
}

/**
 * States: outside a value (only arrays' brackets and commas are passed over) and inside one (depth counts brackets).
 * A value leaves when its brackets close, when a closing bracket doesn't fit, or when a text runs over a line end;
 * the last two are mistakes, after which the scanner looks for the next value on the lines after the value's first.
 */
class JsonScanner {
  private buffer = ""
  private at = 0
  private line = 1
  private start = -1
  private startLine = 1
  private closers: string[] = []
  private inText = false
  private escaped = false
  private skipping = false
  /** Blanks before the first character of the line; undefined once that character was seen. */
  private indent: number | undefined = 0
  private startIndent: number | undefined

  push(chunk: string): readonly Piece[] {
    const pieces: Piece[] = []
    this.buffer += chunk
    while (this.at < this.buffer.length) {
      const piece = this.step(this.buffer.charAt(this.at))
      if (piece !== undefined) pieces.push(piece)
    }
    const keep = this.start >= 0 ? this.start : this.at
    this.buffer = this.buffer.slice(keep)
    this.at -= keep
    if (this.start >= 0) this.start = 0
    return pieces
  }

  end(): readonly Piece[] {
    const pieces = [...this.push("\n")]
    while (this.start >= 0) {
      pieces.push(this.recover("The record isn't closed."))
      pieces.push(...this.push("\n"))
    }
    return pieces
  }

  private step(char: string): Piece | undefined {
    this.at += 1
    if (char === "\n") this.line += 1
    if (this.start < 0) return this.outside(char)
    if (this.at - this.start > MAX_VALUE) return this.recover(TOO_LONG)
    if (this.inText) return this.insideText(char)
    if (this.closers.length > 0 && !/["{}[\]\n]/.test(char)) {
      this.jump(STRUCTURE)
      return undefined
    }
    return this.inside(char)
  }

  private outside(char: string): Piece | undefined {
    if (char === "\n") {
      this.indent = 0
      return undefined
    }
    if (/\s/.test(char)) {
      if (this.indent !== undefined) this.indent += 1
      return undefined
    }
    const indent = this.indent
    this.indent = undefined
    if (this.skipping) {
      if (!this.mayBegin(char, indent)) return undefined
      this.skipping = false
    }
    if (/[,[\]]/.test(char)) return undefined
    this.start = this.at - 1
    this.startLine = this.line
    this.startIndent = indent
    this.closers = []
    if (char === "{") this.closers.push("}")
    else if (char === '"') this.inText = true
    return undefined
  }

  /** After a mistake a record begins only at the head of a line, as far in as the broken one did. */
  private mayBegin(char: string, indent: number | undefined): boolean {
    return char === "{" && indent !== undefined && (this.startIndent ?? indent) === indent
  }

  /** Passes over characters that can't change the state. */
  private jump(next: RegExp): void {
    next.lastIndex = this.at
    const hit = next.exec(this.buffer)
    this.at = hit === null ? this.buffer.length : hit.index
  }

  private insideText(char: string): Piece | undefined {
    if (char === "\n") return this.recover("A text in the record isn't closed.")
    if (this.escaped) this.escaped = false
    else if (char === "\\") this.escaped = true
    else if (char === '"') {
      this.inText = false
      if (this.closers.length === 0) return this.leave(this.at)
    } else this.jump(TEXT_END)
    return undefined
  }

  private inside(char: string): Piece | undefined {
    if (char === '"') this.inText = true
    else if (char === "{") this.closers.push("}")
    else if (char === "[") this.closers.push("]")
    else if (char === "}" || char === "]") {
      if (this.closers.length === 0) return this.leaveBare(char)
      if (this.closers.pop() !== char) return this.recover("A bracket of the record doesn't fit.")
      if (this.closers.length === 0) return this.leave(this.at)
    } else if (this.closers.length === 0 && /[\s,]/.test(char)) return this.leave(this.at - 1)
    return undefined
  }

  /** A number or word ends where its array does. */
  private leaveBare(char: string): Piece | undefined {
    return char === "]" ? this.leave(this.at - 1) : this.recover("A bracket of the record doesn't fit.")
  }

  private leave(end: number): Piece {
    const piece = { line: this.startLine, text: this.buffer.slice(this.start, end) }
    this.start = -1
    return piece
  }

  /** Goes back to the end of the value's first line. */
  private recover(problem: string): Piece {
    const lineEnd = this.buffer.indexOf("\n", this.start)
    const piece = { line: this.startLine, problem }
    this.at = lineEnd < 0 ? this.buffer.length : lineEnd
    this.line = this.startLine
    this.start = -1
    this.inText = false
    this.escaped = false
    this.skipping = true
    return piece
  }
}

/** One value a line: a broken line spoils nothing but itself, and of one that never ends nothing is kept. */
export async function* scanLines(chunks: AsyncIterable<string>): AsyncGenerator<Piece> {
  let rest = ""
  let line = 0
  let isTooLong = false
  for await (const chunk of chunks) {
    const [first = "", ...others] = chunk.split("\n")
    const lines = [rest + first, ...others]
    rest = lines.pop() ?? ""
    for (const text of lines) {
      line += 1
      if (isTooLong) yield { line, problem: TOO_LONG }
      else if (text.trim() !== "") yield { line, text }
      isTooLong = false
    }
    if (isTooLong || rest.length > MAX_VALUE) [rest, isTooLong] = ["", true]
  }
  if (isTooLong) yield { line: line + 1, problem: TOO_LONG }
  else if (rest.trim() !== "") yield { line: line + 1, text: rest }
}
