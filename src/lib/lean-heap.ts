/**
 * A heap that grows by need. Left alone, V8 triples it rather than collect: with 5,000 customers polled each minute the
 * process held 390 MB, of which 60 were in use.
 */
import { setFlagsFromString } from "node:v8"

/**
 * Room for the new objects of a thread that takes in records, megabytes. The records of a common blob and what is made
 * of them should fit: what is still in use when the room is full is copied, and after the second time kept with the
 * old.
 */
const BUSY_SEMI_SPACE = 4

/** For the whole process, threads included, from here on. */
export function keepHeapLean(): void {
  // New objects get no more room than at the start: most of them die at once.
  setFlagsFromString("--semi-space-growth-factor=1")
  // Threads that are started from here on begin with the room that the busy ones need.
  setFlagsFromString(`--min-semi-space-size=${BUSY_SEMI_SPACE}`)
  // Old ones are collected when they have grown by a quarter.
  setFlagsFromString("--heap-growing-percent=25")
  // Bytes outside of the heap, as sockets read them, count as new for 16 MB (four times this). With Node 24's own
  // 128 MB they pass for growth of the heap, and each few blobs would cost a collection of everything.
  setFlagsFromString("--scavenger-max-new-space-capacity-mb=4")
  // WebAssembly is compiled once and stays as it is. All of it here is the parser of undici: to optimize that takes
  // 20 MB for a moment and 8 for good, and made no request cheaper.
  setFlagsFromString("--no-wasm-tier-up")
  setFlagsFromString("--no-wasm-dynamic-tiering")
}
