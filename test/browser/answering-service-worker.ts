// A service worker that answers the library's message, whichever site it asks for.
addEventListener('message', ({ data, ports }) => {
  if (data?.type === 'igevents:drain') ports[0]?.postMessage({ delivered: 2, pending: 1 });
});
