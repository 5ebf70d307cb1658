import { once } from 'node:events';
import type { Server } from 'node:http';

const defaultPort = 4310;
const portsToTry = 20;

/**
 * @param wanted the port that must be taken, 0 for any; without it the default one or, if that is in use, the next that is free.
 * @returns the port.
 */
export async function listen(server: Server, host: string, wanted: number | undefined): Promise<number> {
  const last = wanted ?? defaultPort + portsToTry;
  for (let port = wanted ?? defaultPort; ; port++) {
    try {
      server.listen(port, host);
      await once(server, 'listening');
      if (wanted === undefined && port !== defaultPort) console.log(`Port ${defaultPort} is taken, so this is port ${port}.`);
      return portOf(server, port);
    } catch (error) {
      if (!isInUse(error) || port >= last) throw error;
    }
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portOf(server: Server, asked: number): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : asked;
}
