import { afterAll, describe, expect, it } from 'vitest';
import { liveThrough } from '../support/kill-lives.js';
import { type KillProfile, killsPerRound, planRounds, seededRandom } from '../support/kill-plan.js';
import { type KillResult, toKillTable } from '../support/kill-results.js';
import { newProfile, openShop } from '../support/story.js';

// scripts/kill.mjs sets both. Without it each run has a seed of its own, and so looks elsewhere.
const kills = Number(process.env['IGEVENTS_KILLS'] ?? killsPerRound);
const seed = Number(process.env['IGEVENTS_SEED'] ?? Math.floor(Math.random() * 1e9));

describe('kill-at-random', () => {
  const results: KillResult[] = [];
  const random = seededRandom(seed);
  const rounds = planRounds(Math.ceil(kills / killsPerRound), random).map((lanes, index) => ({ number: index + 1, lanes }));

  afterAll(() => console.log(`\n${results.length} kills, seed ${seed}\n\n${toKillTable(results)}\n`));

  it.each(rounds)(
    `loses nothing durable and stores nothing twice in 20 kills of browser, renderer and worker (seed ${seed}, round $number)`,
    async ({ lanes }) => {
      const ends = await Promise.allSettled(lanes.map((lane) => liveThroughLane(lane)));
      expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    },
  );

  async function liveThroughLane(profiles: readonly KillProfile[]): Promise<void> {
    for (const { durability, lives } of profiles) {
      const shop = await openShop();
      const url = shop.pageUrl({ settings: { durability } });
      results.push(...(await liveThrough(lives, { shop, profile: newProfile(), url, random })));
    }
  }
});
