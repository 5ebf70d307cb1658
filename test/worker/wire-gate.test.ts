import { describe, expect, it } from 'vitest';
import { createWireGate } from '../../src/worker/wire-gate.js';

/** A network that never answers, but ends a request when it is told to. */
const silent: typeof fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(new Error('ended')));
  });

describe('wire-gate', () => {
  it('ends what is on its way when it is shut', async () => {
    const gate = createWireGate(silent);
    const request = gate.fetch('https://c.example');
    gate.shut();
    await expect(request).rejects.toThrow('ended');
  });

  it('lets nothing out until it is opened again', async () => {
    let requests = 0;
    const gate = createWireGate(async () => {
      requests += 1;
      return new Response();
    });
    gate.shut();
    await expect(gate.fetch('https://c.example')).rejects.toThrow('consent');
    expect(requests).toBe(0);
    gate.open();
    await gate.fetch('https://c.example');
    expect(requests).toBe(1);
  });

  it('does not let out a request whose own signal has been given before', async () => {
    const seen: unknown[] = [];
    const gate = createWireGate(async (_input, init) => {
      seen.push(init?.signal?.aborted);
      return new Response();
    });
    await gate.fetch('https://c.example', { signal: AbortSignal.abort() });
    expect(seen).toEqual([true]);
  });

  it('still ends a request by its own signal', async () => {
    const abort = new AbortController();
    const request = createWireGate(silent).fetch('https://c.example', { signal: abort.signal });
    abort.abort();
    await expect(request).rejects.toThrow('ended');
  });
});
