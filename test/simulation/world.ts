import { type CheckedSettings, checkSettings, resolveSettings, type Settings } from '../../src/shared/settings.js';
import { startOfTime } from '../support/manual-clock.js';
import type { Chance } from './chance.js';
import { createLedger, type Ledger } from './ledger.js';
import { createTrace, type Trace } from './trace.js';
import { createVirtualChannel, type VirtualChannel } from './virtual-channel.js';
import { createVirtualClock, type VirtualClock } from './virtual-clock.js';
import { createVirtualDisk, type VirtualDisk } from './virtual-disk.js';
import { createVirtualLocks, type VirtualLocks } from './virtual-locks.js';
import { createVirtualNetwork, type VirtualNetwork } from './virtual-network.js';
import { createVirtualStorage, type VirtualStorage } from './virtual-storage.js';

/** One device, one origin, one collector: everything that a run happens in. */
export interface World {
  chance: Chance;
  clock: VirtualClock;
  trace: Trace;
  ledger: Ledger;
  disk: VirtualDisk;
  storage: VirtualStorage;
  network: VirtualNetwork;
  channel: VirtualChannel;
  /** Missing on insecure origins. */
  locks: VirtualLocks | undefined;
  settings: CheckedSettings;
  /** Counted: easier to read than chance, and as unique. */
  newId: () => string;
}

export function createWorld(chance: Chance, given: Settings, hasLocks: boolean, onLine?: (line: string) => void): World {
  const settings = checkSettings({ ...given, site: 'shop', compression: 'none' }, (path) => `https://shop.example${path}`);
  const clock = createVirtualClock(startOfTime);
  const trace = createTrace(clock.running, onLine);
  const storage = createVirtualStorage();
  let ids = 0;
  const ledger = createLedger({
    ...resolveSettings(settings),
    now: clock.deviceNow,
    running: clock.running,
    isStored: (id) => network.store.isStored(id),
    image: () => disk.image(),
  });
  const parts = { clock, chance, trace, ledger };
  const disk = createVirtualDisk(parts);
  const network: VirtualNetwork = createVirtualNetwork(parts);
  return {
    ...parts,
    disk,
    storage,
    network,
    channel: createVirtualChannel(parts),
    locks: hasLocks ? createVirtualLocks(parts) : undefined,
    settings,
    newId: () => (++ids).toString(16).padStart(32, '0'),
  };
}
