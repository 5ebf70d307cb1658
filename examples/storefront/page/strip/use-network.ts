import { useSyncExternalStore } from 'react';
import { createNetwork, type NetworkMode } from './network.js';

const network = createNetwork();

/** The demo server's switch, and how to set it. */
export function useNetwork(): { mode: NetworkMode; setMode: (mode: NetworkMode) => void } {
  const mode = useSyncExternalStore(network.onChange, network.mode);
  return { mode, setMode: (next) => void network.set(next) };
}
