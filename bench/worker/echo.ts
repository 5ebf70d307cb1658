// The floor of handing an event over: a worker that only answers.
addEventListener('message', () => postMessage(1));
