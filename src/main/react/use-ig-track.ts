import { useEffect } from 'react';
import type { Json } from '../../shared/event.js';
import { type PageBinding, usePageBinding } from './page-binding.js';
import { type PageLocationInput, usePageViews } from './use-page-views.js';

type Fact = string | null | undefined;

/** What is left out stays as it was told before; null says that there is none. */
export interface TrackOptions {
  /** The token of the visitor's cart or checkout, or a promise of it. Events carry it as the fact `cartToken`. */
  cartOrCheckoutToken?: Fact | PromiseLike<Fact>;
  /** Events carry it as the fact `country`. */
  country?: Fact;
  /** Events carry it as the fact `currency`. */
  currency?: Fact;
  /** The path from the application's router. @default that of `window.location` */
  location?: PageLocationInput;
  /** False pushes no page views. @default true */
  pageViews?: boolean | undefined;
}

/** Tells facts that every event carries from then on, and pushes page views as `usePageViews` does. */
export function useIgTrack({ cartOrCheckoutToken, country, currency, location, pageViews }: TrackOptions = {}): void {
  const binding = usePageBinding();
  useEffect(() => tellFacts(binding, { country, currency }), [binding, country, currency]);
  useEffect(() => tellCartToken(binding, cartOrCheckoutToken), [binding, cartOrCheckoutToken]);
  // After the facts, so that a page view carries them.
  usePageViews(location, pageViews);
}

function tellFacts({ events }: PageBinding, facts: { readonly [fact: string]: Fact }): void {
  const known = Object.entries(facts).filter((fact): fact is [string, string | null] => fact[1] !== undefined);
  if (known.length > 0) events.setFacts(Object.fromEntries<Json>(known));
}

/** What was given last, by binding: a promise may settle after a newer token, and after its component has gone. */
const latestTokens = new WeakMap<PageBinding, unknown>();

function tellCartToken(binding: PageBinding, token: TrackOptions['cartOrCheckoutToken']): void {
  if (token === undefined) return;
  latestTokens.set(binding, token);
  if (isFact(token)) tellFacts(binding, { cartToken: token });
  else
    Promise.resolve(token).then(
      (cartToken) => latestTokens.get(binding) === token && tellFacts(binding, { cartToken }),
      // Whoever made it learns of its failure; the token is not known then.
      () => {},
    );
}

function isFact(token: TrackOptions['cartOrCheckoutToken']): token is Fact {
  return typeof token !== 'object' || token === null;
}
