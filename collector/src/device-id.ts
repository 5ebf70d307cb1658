import type { Json } from '../../src/shared/event.js';

/** Longer ones are no names; the library's have 64 characters at the most. */
export const maxDeviceIdLength = 128;

/** The device that an event says it comes from: `data.device.id`, where it is a text. */
export function deviceIdOf(data: { readonly [key: string]: Json }): string | undefined {
  const { device } = data;
  if (typeof device !== 'object' || device === null || !('id' in device)) return undefined;
  const { id } = device;
  return typeof id === 'string' && id !== '' && id.length <= maxDeviceIdLength ? id : undefined;
}
