import { element } from '../element.js';

const waitSeconds = 15;

export interface StillThere {
  /** The question, to be put on the screen; it takes itself away. */
  open(): HTMLElement;
}

export function createStillThere({ stay, gone }: { stay(): void; gone(): void }): StillThere {
  return {
    open() {
      let left = waitSeconds;
      const count = element('b', {}, String(left));
      const timer = setInterval(() => {
        left -= 1;
        count.textContent = String(left);
        if (left <= 0) end(gone);
      }, 1_000);
      const question = element(
        'div',
        { class: 'still-there', role: 'alertdialog', 'aria-label': 'Are you still there?' },
        element(
          'div',
          {},
          element('h1', {}, 'Still there?'),
          element('p', {}, 'Your order is cleared in ', count, ' seconds.'),
          element('button', { type: 'button', click: () => end(stay) }, 'I am still choosing'),
          element('button', { type: 'button', class: 'quiet', click: () => end(gone) }, 'Start over'),
        ),
      );

      function end(then: () => void): void {
        clearInterval(timer);
        question.remove();
        then();
      }
      return question;
    },
  };
}
