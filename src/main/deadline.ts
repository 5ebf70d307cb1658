/** The promise's value, or undefined when it was rejected or took longer than `ms`: a call to a worker that died never settles by itself. */
export function withDeadline<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  return Promise.race([promise.catch(() => undefined), new Promise<undefined>((resolve) => setTimeout(resolve, ms))]);
}
