// The shop: Intelligems' own provider and hook, and the packed library. The driver (scripts/interop-vendor.mjs) says in which order they come.
import { IntelligemsPackProvider, useIgCustomEvents, useIgTrack } from '@intelligems/headless/pack-lite';
import { createIgEvents } from 'igevents';
import { createElement, useEffect } from 'react';
import { createRoot } from 'react-dom/client';

// What the vendor's CDN would answer, given as the provider's own property: a shop without experiments.
const config = {
  orgId: '00000000-0000-4000-8000-000000000001',
  storeName: 'interop',
  buildId: 'interop',
  experiences: [],
  variations: [],
  offers: [],
  offerProducts: [],
  exclusionGroups: [],
  onsiteInjections: [],
  options: { useBeacon: true },
};

let root;
let mounts = 0;

function Hooks() {
  useIgCustomEvents();
  useIgTrack({ cartOrCheckoutToken: null });
  return null;
}

function Shop() {
  useEffect(() => {
    window.vendorMounted = mounts;
  });
  return createElement(IntelligemsPackProvider, { organizationId: config.orgId, config }, createElement(Hooks, { key: mounts }));
}

Object.assign(window, {
  startIgEvents(settings) {
    window.client = createIgEvents(settings);
  },
  /** Mounts the hooks anew. Returns how many times that makes. */
  runVendor() {
    mounts += 1;
    root ??= createRoot(document.getElementById('vendor'));
    root.render(createElement(Shop));
    return mounts;
  },
  isShopReady: true,
});
