import { createIgEvents } from 'igevents';
import { currency } from './shop/money.js';
import { freeShippingGroup } from './shop/shipping.js';
import { createShop } from './shop/shop.js';
import { createStrip } from './strip/strip.js';

const group = freeShippingGroup(localStorage);
const igEvents = createIgEvents({
  site: 'storefront',
  testGroups: [group],
  campaigns: [{ id: 'cmp_lamp_week', name: 'Lamp week' }],
  context: { currency },
});

document.body.append(createShop(group), createStrip(igEvents));
