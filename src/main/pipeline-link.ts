import { type OpenRequest, type PipelineListener, recordSeparator } from '../shared/protocol.js';
import { withDeadline } from './deadline.js';
import type { Handover } from './handover.js';
import type { ControlPlane, PipelineHost } from './pipeline-host.js';
import { type Schedule, watchSilence } from './silence-watch.js';
import { afterFailure, failureMessage, goodRunMs, pauseMs, type Thread } from './worker-life.js';

/** The page's line to its pipeline, on whichever thread that runs; it outlives the pipeline's failures. */
export interface PipelineLink {
  /** Hands over what was not taken yet. What is posted before the worker has loaded waits in the port. */
  post(): void;
  /** A call to the control plane; undefined where nothing runs, the call fails or takes longer than `ms`. */
  ask<Answer>(call: (api: ControlPlane) => Promise<Answer>, ms: number): Promise<Answer | undefined>;
  /** The page is hidden: silence means nothing now. */
  sleep(): void;
  /** The page is seen again. Asks whether the worker is alive: iOS ends those of hidden pages, and what waits on the disk would not be sent. */
  wake(): void;
  /** Ends a pause between two tries. */
  retry(): void;
  end(): void;
}

export interface PipelineLinkParts {
  held: Pick<Handover, 'take' | 'takeAll' | 'isEmpty'>;
  /** Makes the host of a thread, which may tell errors that nobody caught there. */
  makeHost: (thread: Thread, onError: (message: string) => void) => PipelineHost;
  /** Asked at each start. */
  makeRequest: () => OpenRequest;
  listener: PipelineListener;
  schedule: Schedule;
  onDurable: (n: number) => void;
  /** `failed`: nothing runs until the next try. */
  onState: (state: 'starting' | 'running' | 'failed', thread: Thread) => void;
  /** Told of each failure and of each error that the worker survives. */
  onTrouble: (message: string) => void;
}

/** A pipeline that was started. */
interface Run {
  thread: Thread;
  host: PipelineHost;
  port: MessagePort;
  isOpen: boolean;
}

/** Starts the pipeline, and starts it again where it fails. */
export function openPipelineLink(parts: PipelineLinkParts): PipelineLink {
  const { held, makeHost, makeRequest, listener, schedule, onDurable, onState, onTrouble } = parts;
  let run: Run | undefined;
  /** The control plane of the pipeline that opens next, or is open: calls outlive a start that fails. */
  let whenOpen: Promise<ControlPlane>;
  let tellOpen: (api: ControlPlane) => void;
  let failures = 0;
  let callsOut = 0;
  let isAwake = true;
  /** Of the pause while nothing runs, of the good run while the pipeline is open. */
  let cancelTimer: (() => void) | undefined;

  const watch = watchSilence({
    schedule,
    isWaiting: () => isAwake && run !== undefined && (!run.isOpen || (canDie(run) && (callsOut > 0 || !held.isEmpty()))),
    ask: () => run?.port.postMessage(''),
    onSilence: () => fail('it did not answer'),
  });

  function start(thread: Thread): void {
    const { port1: port, port2 } = new MessageChannel();
    const host = makeHost(thread, (message) => run?.host === host && onError(message));
    const started: Run = { thread, host, port, isOpen: false };
    run = started;
    onState('starting', thread);
    port.onmessage = ({ data }) => {
      watch.hear();
      onDurable(data);
    };
    // What a predecessor may have stored already is recognised by its number.
    port.postMessage(held.takeAll().join(recordSeparator));
    watch.start();
    host.open(makeRequest(), port2, listener).then(
      (api) => run === started && onOpen(started, api),
      (error) => run === started && fail(String(error)),
    );
  }

  function onOpen(opened: Run, api: ControlPlane): void {
    opened.isOpen = true;
    tellOpen(api);
    cancelTimer = schedule(() => {
      failures = 0;
    }, goodRunMs);
    onState('running', opened.thread);
  }

  function onError(message: string): void {
    if (run?.isOpen) {
      onTrouble(`The worker goes on after an error: ${message}.`);
      if (isAwake) watch.ask();
    } else {
      // Chromium and Firefox tell a refusal, a 404 and a syntax error by this event alone, mostly without a message.
      fail(message || 'its script could not be loaded');
    }
  }

  function fail(reason: string): void {
    if (!run) return;
    const { thread } = run;
    end();
    const next = afterFailure(failures);
    failures += 1;
    onTrouble(failureMessage(thread, reason, next));
    if (next === 'pause') {
      failures = 0;
      cancelTimer = schedule(retry, pauseMs);
      onState('failed', thread);
    } else {
      start(next);
    }
  }

  function retry(): void {
    if (run) return;
    end();
    start('worker');
  }

  function end(): void {
    watch.stop();
    cancelTimer?.();
    if (!run) return;
    if (run.isOpen) expectOpening();
    run.host.end();
    // A number that is still on its way would be a dead worker's word.
    run.port.onmessage = null;
    run.port.close();
    run = undefined;
  }

  function expectOpening(): void {
    whenOpen = new Promise((resolve) => {
      tellOpen = resolve;
    });
  }

  expectOpening();
  start('worker');
  return {
    post() {
      const texts = held.take();
      if (!run || texts.length === 0) return;
      run.port.postMessage(texts.join(recordSeparator));
      watch.start();
    },
    async ask(call, ms) {
      if (!run) return undefined;
      callsOut += 1;
      watch.start();
      const answer = await withDeadline(whenOpen.then(call), ms);
      callsOut -= 1;
      return answer;
    },
    sleep() {
      isAwake = false;
      watch.stop();
    },
    wake() {
      isAwake = true;
      if (run && canDie(run)) watch.ask();
      else watch.start();
    },
    retry,
    end,
  };
}

/** The page's own thread cannot die alone. */
function canDie({ thread, isOpen }: Run): boolean {
  return thread === 'worker' && isOpen;
}
