/**
 * A client that behaves at `window.igEvents` as the hook of @intelligems/headless 1.2.19 does: each call of `runForeign()` is a run of the hook.
 * What it would send is written down in `foreignSent`.
 */
export const foreignScript = `<script>
  window.foreignSent = [];
  class IgEvents {
    constructor(found) {
      this.igEvents = [];
      if (Array.isArray(found)) {
        for (const item of found) if (item.event) this.igEvents.push({ type: 'track', event: item.event, properties: item.properties });
      } else if (found) console.warn('not implemented as an array');
    }
    async sendPendingEvents() {
      await Promise.all(this.igEvents.map((item) => this.push(item)));
    }
    async push(item) {
      if (!item.type) item.type = 'track';
      foreignSent.push(item.event);
    }
  }
  window.runForeign = () => {
    'use strict';
    let found = window.igEvents;
    if (found && found instanceof IgEvents) found = [];
    const facade = new IgEvents(found);
    void facade.sendPendingEvents();
    window.igEvents = facade;
  };
</script>`;
