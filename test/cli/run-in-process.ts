/** A command as its function, with streams that tests can read. */
import { PassThrough, Readable, Writable } from "node:stream"
import { type Output, sayProblems } from "../../src/cli/output.ts"

export const collector = (into: string[]): Writable =>
  new Writable({
    write(chunk, _encoding, done) {
      into.push(String(chunk))
      done()
    },
  })

/** Runs one command and gives its exit code and both outputs as lines. */
export async function run(command: (io: Output) => Promise<number>, input = "") {
  const [out, err]: [string[], string[]] = [[], []]
  const stdin = input === "" ? new PassThrough().end() : Readable.from([Buffer.from(input)])
  const io = { stdout: collector(out), stderr: collector(err), stdin }
  const code = await command(io).catch((thrown) => sayProblems(thrown, io))
  const lines = (texts: readonly string[]) => texts.join("").split("\n").filter(Boolean)
  return { code, out: lines(out), err: lines(err) }
}
