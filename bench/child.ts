/** A helper process: it gets one task, answers once (and goes on, when it serves), and ends with its parent. */
import { type ChildProcess, fork } from "node:child_process"
import { resolve } from "node:path"
import { z } from "zod"
import { COMPILE_CACHE } from "../src/lib/compile-cache.js"

export type Child<Answer> = { readonly answer: Answer; stop(): Promise<void> }

const Message = z.object({ answer: z.unknown() })

/** Starts `bench/<file>`, sends the task and resolves with its first answer. Rejects when it ends before. */
export async function startChild<Answer>(
  file: string,
  task: object,
  schema: z.ZodType<Answer>,
): Promise<Child<Answer>> {
  // As the product's own entry does it, which is plain JavaScript for this reason.
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE }
  const child = fork(resolve(import.meta.dirname, file), { serialization: "json", env })
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)))
  try {
    const first = await firstMessage(child, ended, task)
    return { answer: schema.parse(Message.parse(first).answer), stop: () => stop(child, ended) }
  } catch (thrown) {
    await stop(child, ended)
    throw thrown
  }
}

/** The same for a task that ends with its answer. */
export async function askChild<Answer>(
  file: string,
  task: object,
  schema: z.ZodType<Answer>,
): Promise<Answer> {
  const child = await startChild(file, task, schema)
  await child.stop()
  return child.answer
}

function firstMessage(child: ChildProcess, ended: Promise<number | null>, task: object): Promise<unknown> {
  return new Promise((done, fail) => {
    child.once("message", done)
    void ended.then((code) => fail(new Error(`A helper process ended early with exit code ${code}.`)))
    child.send(task)
  })
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM")
  await ended
}

/** In the helper: waits for the task, answers it. Ends the process when the parent is gone. */
export function answerTask<Task>(schema: z.ZodType<Task>, work: (task: Task) => Promise<object>): void {
  process.once("disconnect", () => process.exit(0))
  process.once("message", async (message) => {
    try {
      process.send?.({ answer: await work(schema.parse(message)) })
    } catch (thrown) {
      process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
      process.exit(1)
    }
  })
}
