import { drawing } from '../drawing.js';
import { element } from '../element.js';

/** Long enough to read a number, ms. */
const showMs = 8_000;

export interface ThanksParts {
  number: number;
  way: 'here' | 'to_go';
  /** Resolves when the order can no longer get lost. */
  isSafe: Promise<boolean>;
  done(): void;
}

export function createThanksScreen({ number, way, isSafe, done }: ThanksParts): HTMLElement {
  let isDone = false;
  const end = (): void => {
    if (isDone) return;
    isDone = true;
    done();
  };
  setTimeout(end, showMs);
  const receipt = element('p', { class: 'safe' });
  void isSafe.then((safe) => {
    receipt.textContent = safe ? '✓ Your order is in our books' : '';
  });
  return element(
    'section',
    { class: 'thanks', click: end },
    element('span', { class: 'thanks-drawing' }, drawing('bowl')),
    element('h1', {}, 'Thank you!'),
    element('p', {}, way === 'here' ? 'Take a seat, we call your number.' : 'Wait at the pass, we call your number.'),
    element('p', { class: 'number' }, String(number).padStart(2, '0')),
    receipt,
    element('span', { class: 'countdown' }),
  );
}
