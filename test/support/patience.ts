/** How often a condition is asked, and the deadline that ends a hang: generous, because it judges nothing. In ms. */
export const patience = { interval: 50, timeout: 60_000 };
