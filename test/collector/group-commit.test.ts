import { describe, expect, it } from 'vitest';
import { createGroupCommit } from '../../collector/src/group-commit.js';
import type { CheckedBatch } from '../../collector/src/index.js';
import { openCollector } from './collector-fixture.js';

function batch(name: string): CheckedBatch {
  return { batch: name, receivedAt: 0, sentAt: undefined, attempt: undefined, events: [], rejected: 0 };
}

describe('group commit', () => {
  it('writes what arrives during a commit together with the next, and resolves none before its own', async () => {
    const { store } = await openCollector();
    const groups: (string | undefined)[][] = [];
    const commits: (() => void)[] = [];
    const resolved: string[] = [];
    const slow = {
      ...store,
      append(batches: readonly CheckedBatch[]) {
        groups.push(batches.map((one) => one.batch));
        return new Promise<{ accepted: number; duplicates: number }[]>((resolve) => {
          commits.push(() => resolve(batches.map(() => ({ accepted: 0, duplicates: 0 }))));
        });
      },
    };
    const groupCommit = createGroupCommit(slow, () => undefined);
    const all = ['a', 'b', 'c'].map((name) => groupCommit.append(batch(name)).then(() => resolved.push(name)));
    await Promise.resolve();
    expect(groups).toEqual([['a']]);
    expect(resolved).toEqual([]);
    commits[0]?.();
    await all[0];
    expect(groups).toEqual([['a'], ['b', 'c']]);
    expect(resolved).toEqual(['a']);
    commits[1]?.();
    await Promise.all(all);
    await groupCommit.whenIdle();
    expect(groupCommit.waitingEvents()).toBe(0);
  });

  it('fails only the batches of a commit that failed', async () => {
    const { store } = await openCollector();
    let tries = 0;
    const groupCommit = createGroupCommit(
      { ...store, append: (batches) => (++tries === 1 ? Promise.reject(new Error('disk')) : store.append(batches)) },
      () => undefined,
    );
    await expect(groupCommit.append(batch('a'))).rejects.toThrow('disk');
    await expect(groupCommit.append(batch('b'))).resolves.toEqual({ accepted: 0, duplicates: 0 });
  });
});
