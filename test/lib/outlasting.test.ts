import { once } from "node:events"
import { expect, it } from "vitest"
import { outlasting } from "../../src/lib/outlasting.ts"

it("fires some time after the other signal, with its reason", async () => {
  const stopping = new AbortController()
  const { signal } = outlasting(stopping.signal, 5)

  stopping.abort("stopped")
  expect(signal.aborted).toBe(false)
  await once(signal, "abort")

  expect(signal.reason).toBe("stopped")
})

it("fires as late where the other signal has fired before", async () => {
  const { signal } = outlasting(AbortSignal.abort("stopped"), 5)

  expect(signal.aborted).toBe(false)
  await once(signal, "abort")

  expect(signal.reason).toBe("stopped")
})

it("never fires once the work is over, before the other signal or after it", async () => {
  const stopping = new AbortController()
  const [early, late] = [outlasting(stopping.signal, 1), outlasting(stopping.signal, 1)]
  const control = outlasting(stopping.signal, 2)

  early.over()
  stopping.abort()
  late.over()
  await once(control.signal, "abort")

  expect([early.signal.aborted, late.signal.aborted]).toEqual([false, false])
})
