import { describe, expect, it, onTestFinished } from 'vitest';
import type { OutboxMark } from '../../src/shared/protocol.js';
import { createMarkChannel, type MarkChannel } from '../../src/worker/mark-channel.js';
import { newSite } from '../support/make-outbox.js';

const mark: OutboxMark = { outboxId: 'an-outbox', pending: 7, failedOpens: 0 };

function open(site: string): MarkChannel {
  const channel = createMarkChannel(site);
  onTestFinished(() => channel.close());
  return channel;
}

/** The next mark that a channel hears. */
function heardBy(channel: MarkChannel): Promise<OutboxMark> {
  return new Promise((resolve) => channel.onTold(resolve));
}

describe('mark-channel', () => {
  it('tells the other pages of the site, and not oneself', async () => {
    const site = newSite();
    const [one, other] = [open(site), open(site)];
    one.onTold(() => expect.unreachable());
    const heard = heardBy(other);
    one.tell(mark);
    expect(await heard).toEqual(mark);
  });

  it('tells no page of another site', async () => {
    const [one, other] = [open(newSite()), open(newSite())];
    const site = newSite();
    const [last, neighbour] = [open(site), open(site)];
    other.onTold(() => expect.unreachable());
    one.tell(mark);
    const heard = heardBy(neighbour);
    last.tell(mark);
    expect(await heard).toEqual(mark);
  });

  it('tells the other pages what has left the outbox, and does not listen to what no library can have told', async () => {
    const site = newSite();
    const [one, other] = [open(site), open(site)];
    other.onTold(() => expect.unreachable());
    const heard = new Promise((resolve) => other.onDepartures(resolve));
    const foreign = new BroadcastChannel(`igevents:${site}`);
    onTestFinished(() => foreign.close());
    const junk = [
      { from: 1, to: 2 },
      { from: '1', to: 2, fate: { state: 'delivered' } },
      { from: 1, to: 2, fate: { state: 'eaten' } },
      null,
    ];
    for (const left of [...junk.map((each) => [each]), 'all']) foreign.postMessage({ outboxId: 'an-outbox', left });
    const departures = {
      outboxId: 'an-outbox',
      left: [
        { from: 1, to: 500, fate: { state: 'delivered' as const } },
        { from: 501, to: 501, fate: { state: 'buried' as const, code: 'bad' } },
        { from: 502, to: 502, fate: { state: 'dropped' as const, reason: 'too-large' as const } },
      ],
    };
    one.tellDepartures(departures);
    expect(await heard).toEqual(departures);
  });

  it('does not listen to what is no mark', async () => {
    const site = newSite();
    const foreign = new BroadcastChannel(`igevents:${site}`);
    onTestFinished(() => foreign.close());
    const heard = heardBy(open(site));
    for (const junk of [null, 'text', { outboxId: 1, pending: 1 }, { outboxId: 'x', pending: 'many' }]) foreign.postMessage(junk);
    open(site).tell(mark);
    expect(await heard).toEqual(mark);
  });
});
