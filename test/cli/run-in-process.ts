/** A command as its function, with streams that tests can read. */
import { PassThrough, Readable, Writable } from "node:stream"

export const collector = (into: string[]): Writable =>
  new Writable({
    write(chunk, _encoding, done) {
      into.push(String(chunk))
      done()
    },
  })

/** Runs one command and gives its exit code and both outputs as lines. */
export async function run(
  command: (io: { stdout: Writable; stderr: Writable; stdin: Readable }) => Promise<number>,
  input = "",
) {
  const [out, err]: [string[], string[]] = [[], []]
  const stdin = input === "" ? new PassThrough().end() : Readable.from([Buffer.from(input)])
  const code = await command({ stdout: collector(out), stderr: collector(err), stdin })
  const lines = (texts: readonly string[]) => texts.join("").split("\n").filter(Boolean)
  return { code, out: lines(out), err: lines(err) }
}
