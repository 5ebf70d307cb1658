import type { OutboxStore } from '../../src/worker/outbox-store.js';
import { describeOutboxStore } from '../support/outbox-store-suite.js';
import { createChance } from './chance.js';
import { createVirtualThread } from './virtual-thread.js';
import { createWorld, type World } from './world.js';

const worlds = new Map<string, World>();

/** The store in a healthy world, whose time passes while somebody waits for it. */
function openVirtualStore(name: string): OutboxStore {
  const world = worlds.get(name) ?? createWorld(createChance(1), {}, true);
  worlds.set(name, world);
  const thread = createVirtualThread(world, 'test');
  const parts = { site: 'shop', durability: 'strict', environment: thread.environment, mayRecreate: () => false } as const;
  const store = world.disk.storeFor(thread)(parts);
  return {
    async transact(mode, work) {
      const result = store.transact(mode, work);
      let isSettled = false;
      const settle = (): void => {
        isSettled = true;
      };
      result.then(settle, settle);
      while (!isSettled) await world.clock.pass(1);
      return result;
    },
    close: store.close,
  };
}

describeOutboxStore('on a virtual disk', openVirtualStore);
