/** What a promise was rejected with; "no error" where it wasn't. */
export const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no error",
    (error) => error,
  )
