/** A zip file of texts, made and written piece by piece, readable for its owner alone. */
import { closeSync, openSync, rmSync, writeFileSync } from "node:fs"
import { strToU8, Zip, ZipDeflate } from "fflate"
import { AppError, ConfigError, coerceError } from "../../model/errors.ts"

/** A text in parts, which are gone through once, after those of the file before. */
export type ZippedFile = { readonly name: string; readonly parts: Iterable<string> }

/** The bytes of a zip, as they come. `now`: the time that the files in it get, milliseconds UTC. */
export function* zipBytes(files: Iterable<ZippedFile>, now: number): Generator<Uint8Array> {
  let ready: Uint8Array[] = []
  const zip = new Zip((problem, bytes) => {
    if (problem !== null) throw problem
    ready.push(bytes)
  })
  function* taken(): Generator<Uint8Array> {
    yield* ready
    ready = []
  }
  for (const { name, parts } of files) {
    const file = new ZipDeflate(name)
    file.mtime = now
    zip.add(file)
    for (const part of parts) {
      file.push(strToU8(part))
      yield* taken()
    }
    file.push(new Uint8Array(), true)
    yield* taken()
  }
  zip.end()
  yield* taken()
}

/** How many files are in it. Throws a ConfigError when the zip exists or can't be written; what was begun is taken away again. */
export function writeZip(path: string, files: Iterable<ZippedFile>, now: number): number {
  const zip = opened(path)
  let count = 0
  function* counted(): Generator<ZippedFile> {
    for (const file of files) {
      count += 1
      yield file
    }
  }
  try {
    for (const bytes of zipBytes(counted(), now)) writeFileSync(zip, bytes)
  } catch (thrown) {
    rmSync(path)
    if (thrown instanceof AppError) throw thrown
    throw cannotWrite(path, thrown)
  } finally {
    closeSync(zip)
  }
  return count
}

function opened(path: string): number {
  try {
    return openSync(path, "wx", 0o600)
  } catch (thrown) {
    throw cannotWrite(path, thrown)
  }
}

const cannotWrite = (path: string, thrown: unknown): ConfigError =>
  new ConfigError([`${path} can't be written: ${coerceError(thrown).message}.`])
