// One build each for the two bundlers that Next has, and the collector behind the shop's own origin, as a shop would set it up.
export default {
  distDir: process.env.SHOP_DIST,
  rewrites: async () => [{ source: '/ig/events', destination: `${process.env.SHOP_COLLECTOR}/ig/events` }],
};
