import { readStored, writeStored } from '../page-storage.js';
import { randomHex } from '../random-hex.js';

export interface KioskDeviceIdOptions {
  /** Parameter of the page's address that names the device. @default 'device' */
  parameter?: string;
  /** Where the name is remembered in localStorage. @default 'igev-device' */
  storageKey?: string;
}

/** What the setting `deviceId` takes. */
const pattern = /^[\w.:-]{1,64}$/;

/**
 * The name of this device, for the setting `deviceId`: from the page's address, else the remembered one, else a new random one; remembered for the next start.
 * Only the address survives a browser that wipes its storage.
 */
export function kioskDeviceId({ parameter = 'device', storageKey = 'igev-device' }: KioskDeviceIdOptions = {}): string {
  const given = [new URLSearchParams(location.search).get(parameter), readStored(storageKey)];
  const deviceId = chooseDeviceId(given, () => `kiosk-${randomHex(8)}`);
  writeStored(storageKey, deviceId);
  return deviceId;
}

/** The first that can be a device id. */
export function chooseDeviceId(given: readonly (string | null)[], makeNew: () => string): string {
  return given.find((each) => each !== null && pattern.test(each)) ?? makeNew();
}
