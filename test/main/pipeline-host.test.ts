import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ControlPlane, createPageHost, createWorkerHost } from '../../src/main/pipeline-host.js';
import type { OpenRequest, PipelineListener } from '../../src/shared/protocol.js';

const request: OpenRequest = { pageId: 'p', settings: { endpoint: 'http://c', site: 's' }, durable: 0, mark: undefined, grantedAt: 0 };
const listener: PipelineListener = { onProblem: () => {}, onOutbox: () => {}, onWithdrawn: () => {}, onFate: () => {} };

function newPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  return port2;
}

describe('pipeline-host', () => {
  it('is rejected, not thrown at, where the browser refuses the worker at once', async () => {
    const host = createWorkerHost(
      () => {
        throw new TypeError('This document requires TrustedScriptURL');
      },
      () => {},
    );
    await expect(host.open(request, newPort(), listener)).rejects.toThrow('TrustedScriptURL');
    host.end();
  });

  it('is rejected where the code for the page’s thread cannot be loaded', async () => {
    const host = createPageHost(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(host.open(request, newPort(), listener)).rejects.toThrow('Failed to fetch');
  });

  it('opens no pipeline on the page whose code has come after it was given up', async () => {
    const open = vi.fn<ControlPlane['open']>().mockResolvedValue(true);
    let load = (_: ControlPlane): void => {};
    const host = createPageHost(
      () =>
        new Promise((resolve) => {
          load = resolve;
        }),
    );
    const opening = host.open(request, newPort(), listener);
    host.end();
    load({ open } as Partial<ControlPlane> as ControlPlane);
    await opening;
    expect(open).not.toHaveBeenCalled();
  });
});
