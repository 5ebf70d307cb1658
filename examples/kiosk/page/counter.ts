import type { IgEvents } from 'igevents';
import { watchIdle } from './idle.js';
import { emptyOrder, type Order, toProperties, withDish } from './order.js';
import { createOrderBar } from './order-bar.js';
import { createAttractScreen } from './screens/attract-screen.js';
import { createMenuScreen } from './screens/menu-screen.js';
import { createPayScreen } from './screens/pay-screen.js';
import { createStillThere } from './screens/still-there.js';
import { createThanksScreen } from './screens/thanks-screen.js';

/** The whole counter: one customer after the other. */
export interface Counter {
  node: HTMLElement;
  /** True while nobody orders. */
  isFree(): boolean;
}

type Way = 'here' | 'to_go';

export function createCounter(igEvents: Pick<IgEvents, 'push' | 'track' | 'endSession'>): Counter {
  const node = document.createElement('main');
  let order: Order = emptyOrder;
  let way: Way = 'here';
  let isFree = true;
  let number = 0;

  const track = (event: string, properties: object = {}): void => void igEvents.push({ event, properties });
  const show = (...screens: HTMLElement[]): void => node.replaceChildren(...screens);

  function attract(): void {
    isFree = true;
    order = emptyOrder;
    idle.stop();
    show(createAttractScreen(begin));
  }

  function begin(chosen: Way): void {
    isFree = false;
    way = chosen;
    track('order_started', { way });
    idle.start();
    menu();
  }

  function menu(): void {
    const bar = createOrderBar({ change, pay, cancel: () => leave('cancelled') });
    bar.show(order);
    const screen = createMenuScreen({
      onCategory: (category) => track('category_viewed', { category }),
      onDish: (id) => change(id, 1),
    });
    show(screen, bar.node);

    function change(id: string, by: 1 | -1): void {
      order = withDish(order, id, by);
      track(by > 0 ? 'item_added' : 'item_removed', { sku: id, quantity: order.get(id) ?? 0 });
      bar.show(order);
    }
  }

  function pay(): void {
    track('checkout_started', toProperties(order));
    show(createPayScreen({ order, back: menu, paid }));
  }

  function paid(method: string): void {
    number = (number % 99) + 1;
    const { durable } = igEvents.track({
      event: 'order_paid',
      priority: 'high',
      properties: { ...toProperties(order), way, method, number },
    });
    idle.stop();
    show(createThanksScreen({ number, way, isSafe: durable.then(({ state }) => state === 'durable' || state === 'delivered'), done }));
  }

  /** The customer has gone: nothing that the next one does belongs to this one. */
  function done(): void {
    igEvents.endSession();
    attract();
  }

  function leave(reason: 'cancelled' | 'walked_away'): void {
    track('order_abandoned', { ...toProperties(order), reason });
    done();
  }

  const stillThere = createStillThere({ stay: () => idle.start(), gone: () => leave('walked_away') });
  const idle = watchIdle(() => node.append(stillThere.open()));
  attract();
  return { node, isFree: () => isFree };
}
