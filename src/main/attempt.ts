/** What `run` returns, or `otherwise` when it throws: host pages refuse storage, publish broken objects and give us listeners that fail. */
export function attempt<Value>(run: () => Value, otherwise: Value): Value;
export function attempt<Value>(run: () => Value): Value | undefined;
export function attempt<Value>(run: () => Value, otherwise?: Value): Value | undefined {
  try {
    return run();
  } catch {
    return otherwise;
  }
}
