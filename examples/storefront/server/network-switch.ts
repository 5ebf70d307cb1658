import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Collector, eventsPath } from '../../../collector/src/index.js';

const modes = ['healthy', 'failing', 'offline'] as const;
type NetworkMode = (typeof modes)[number];

/** Makes the way to the collector fail on purpose. */
export interface NetworkSwitch {
  /** Reads and sets the mode at `/demo/network`. */
  addRoutes(app: Collector['app']): void;
  /** Whether the request was dealt with: the collector must not see it. */
  intercept(request: IncomingMessage, response: ServerResponse): boolean;
}

export function createNetworkSwitch(): NetworkSwitch {
  let mode: NetworkMode = 'healthy';
  return {
    addRoutes(app) {
      app.get('/demo/network', (c) => c.json({ mode }));
      app.post('/demo/network', async (c) => {
        const wanted = await c.req.json<{ mode?: unknown }>().catch(() => undefined);
        const found = modes.find((name) => name === wanted?.mode);
        if (!found) return c.json({ title: 'Unknown mode', status: 400, detail: `Give {"mode"} as one of ${modes.join(', ')}.` }, 400);
        mode = found;
        return c.json({ mode });
      });
    },
    intercept(request, response) {
      if (mode === 'healthy' || request.url?.split('?')[0] !== eventsPath) return false;
      if (mode === 'offline') request.socket.destroy();
      else refuse(request, response);
      return true;
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '2' });
  response.end(JSON.stringify({ type: 'about:blank', title: 'Service Unavailable', status: 503, detail: 'The demo switch says so.' }));
}
