import { freeShipping, freeShippingGroup } from './free-shipping.js';

/**
 * Publishes the visitor's experiences as Intelligems' script does, at `window.igData`. The library reads it there by itself, so every event
 * carries the test group in which it was pushed.
 */
export function publishIgData(): void {
  Object.assign(window, {
    igData: {
      user: {
        getExperiments: () => [freeShipping],
        getTestGroup: (experienceId: string) => (experienceId === freeShipping.id ? freeShippingGroup() : null),
      },
      campaigns: { getAll: () => [{ id: 'cmp_lamp_week', name: 'Lamp week' }] },
    },
  });
}
