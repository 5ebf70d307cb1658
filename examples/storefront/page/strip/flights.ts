/** Events on their way between two stops, as dots. */
export interface Flights {
  fly(from: number, to: number, events: number): void;
  /** An attempt that comes back. */
  bounce(from: number, to: number): void;
}

// A hundred events are a swarm; more dots than this only cost frames.
const maxDots = 10;

export function createFlights(root: HTMLElement, stops: number): Flights {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)');
  const left = (stop: number): string => `${((stop + 0.5) / stops) * 100}%`;

  const start = (path: readonly number[], className: string, delay: number): void => {
    if (still.matches || document.hidden) return;
    const dot = document.createElement('span');
    dot.className = `dot ${className}`;
    dot.ariaHidden = 'true';
    root.append(dot);
    const frames = path.map((stop) => ({ left: left(stop) }));
    const flight = dot.animate(frames, { duration: 450 * (path.length - 1), delay, fill: 'backwards', easing: 'ease-in-out' });
    flight.addEventListener('finish', () => dot.remove());
  };

  return {
    fly(from, to, events) {
      const dots = Math.min(maxDots, events);
      for (let dot = 0; dot < dots; dot++) start([from, to], '', dot * 55);
    },
    bounce: (from, to) => start([from, to, from], 'failed', 0),
  };
}
