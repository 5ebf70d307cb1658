import { type Kept, kept } from '../kept.js';

/** Who is signed in on this device. */
export interface Account {
  /** The shop's number of the customer: all that events tell of them. */
  id: string;
  name: string;
}

/** The only customer of a shop that does not exist. */
export const robin: Account = { id: 'customer-4711', name: 'Robin' };

export const account: Kept<Account | undefined> = kept<Account | undefined>('storefront-account', undefined, (found) =>
  typeof found === 'object' && found !== null && 'id' in found && found.id === robin.id ? robin : undefined,
);
