import { describe, expect, it } from 'vitest';
import { chooseDeviceId } from '../../../src/main/kiosk/kiosk-device-id.js';
import { checkSettings } from '../../../src/shared/settings.js';

const makeNew = (): string => 'new';

describe('kiosk-device-id', () => {
  it('takes the name in the address before the remembered one, and makes one where there is none', () => {
    expect(chooseDeviceId(['berlin-03', 'old'], makeNew)).toBe('berlin-03');
    expect(chooseDeviceId([null, 'old'], makeNew)).toBe('old');
    expect(chooseDeviceId([null, ''], makeNew)).toBe('new');
  });

  it.each(['two words', 'a/b', '"', 'x'.repeat(65), ''])('does not take %j, which the setting would refuse', (name) => {
    expect(chooseDeviceId([name], makeNew)).toBe('new');
    expect(() => checkSettings({ deviceId: name }, (url) => `https://shop.example${url}`)).toThrow(/deviceId/);
  });

  it('makes what the setting takes', () => {
    expect(checkSettings({ deviceId: 'hall:2_left.1-b' }, (url) => `https://shop.example${url}`)).toMatchObject({
      deviceId: 'hall:2_left.1-b',
    });
  });
});
