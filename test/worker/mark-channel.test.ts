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
